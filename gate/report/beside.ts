/** What some reports show besides the record of a run: its guide, and the run before it. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { PreflightError } from '#gate/errors.ts'
import { incomparable } from '#gate/verdict/diff.ts'
import { readStoredGuide, type StoredGuide } from '#gate/verdict/guide-record.ts'
import type { PastRun } from '#gate/verdict/history.ts'
import type { RunRecord } from '#gate/verdict/record.ts'
import { readRun } from '#gate/verdict/stored-run.ts'
import { judge } from '#gate/verdict/verdict.ts'

export interface Beside {
  /** The SHA-256 of the file `run.json`, which holds the record. */
  runSha256: string
  /** What only some reports read. The guide: if the run was made with `--guide`. */
  guide?(): StoredGuide | undefined
  /** The latest earlier run in the same folder that can be compared. */
  earlier?(): PastRun | undefined
}

/** What is beside the record in a run's folder, and beside that folder. */
export function besideOf(folder: string, run: RunRecord): Beside {
  return {
    runSha256: runDigest(folder),
    guide: () => readStoredGuide(folder),
    earlier: () => earlierRun(folder, run),
  }
}

/** The SHA-256 of `run.json` in a run's folder. */
export function runDigest(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'run.json')))
    .digest('hex')
}

/** Folders that are tried: of runs that cannot be compared there may be any number. */
const maxTried = 20

/** Folders of runs begin with their time, so that the order of names is that of time. */
function earlierRun(folder: string, run: RunRecord): PastRun | undefined {
  const [above, own] = [dirname(resolve(folder)), basename(resolve(folder))]
  const names = readdirSync(above, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d/.test(entry.name) && entry.name < own)
    .map(({ name }) => name)
    .sort()
  for (const name of names.slice(-maxTried).reverse()) {
    const other = readable(join(above, name))
    if (other === undefined || other.startedAt >= run.startedAt) continue
    if (incomparable(other, run).length === 0) return { run: other, judgement: judge(other) }
  }
  return undefined
}

/** A run; undefined if nothing there can be read. */
function readable(folder: string): RunRecord | undefined {
  try {
    return readRun(folder)
  } catch (error) {
    if (error instanceof PreflightError) return undefined
    throw error
  }
}
