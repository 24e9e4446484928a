/** The runs that a folder holds, and what mutants showed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { messageOf, PreflightError } from '#gate/errors.ts'
import type { PastRun, Sighting } from './history.ts'
import { readRun } from './stored-run.ts'
import { judge } from './verdict.ts'

export interface StoredRuns {
  runs: PastRun[]
  /** Why a folder could not be read: it is left out. */
  unreadable: string[]
}

/**
 * Reads every run below a folder.
 * @throws PREFLIGHT_E_RUN if there is no such folder
 */
export function readRuns(folder: string): StoredRuns {
  let names: string[]
  try {
    names = readdirSync(folder).sort()
  } catch (cause) {
    throw new PreflightError('PREFLIGHT_E_RUN', `${folder}: ${messageOf(cause)}`, {
      cause,
      hint: 'give the folder that holds the runs, such as runs',
    })
  }
  const found: StoredRuns = { runs: [], unreadable: [] }
  for (const name of names) {
    const path = join(folder, name)
    if (!existsSync(join(path, 'run.json'))) continue
    try {
      const run = readRun(path)
      found.runs.push({ run, judgement: judge(run) })
    } catch (error) {
      if (!(error instanceof PreflightError)) throw error
      found.unreadable.push(error.message)
    }
  }
  // What was merged counts once, if its shards lie beside it.
  const merged = new Set(found.runs.flatMap(({ run }) => run.shards?.map((each) => each.run) ?? []))
  return { ...found, runs: found.runs.filter(({ run }) => !merged.has(run.id)) }
}

/** Where `preflight mutants` keeps what failed, in the folder of the runs. */
export const sightingsFile = 'mutants.jsonl'

const sightingSchema = z.object({
  at: z.iso.datetime(),
  mutant: z.string(),
  failed: z.array(z.string()),
})

/** What mutants showed; a line that cannot be read, as after a crash, says nothing. */
export function readSightings(folder: string): Sighting[] {
  const file = join(folder, sightingsFile)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const read = sightingSchema.safeParse(parsed(line))
      return read.success ? read.data : []
    })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
