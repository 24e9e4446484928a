/** Opens a run: its scratch folder, and the watcher that cleans up if the gate itself does not. */

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { startTicks } from '../process/proc.ts'
import type { RunLabels } from '../run-labels.ts'
import { type Hunted, watcherFile } from './processes.ts'
import { createRun, scratchRoot } from './run-folder.ts'

export interface Reaper {
  /** Tells the watcher that the gate has cleaned up: it checks once more and exits. */
  release(): void
}

/**
 * Opens a run that is owned by this process. The watcher comes first, so that there is no moment at
 * which the folder would stay behind if this process were killed.
 * @throws PREFLIGHT_E_STORAGE if the folder cannot be made, or somebody else owns the place
 */
export function openRun(
  runId: string,
  root: string = scratchRoot(),
): { labels: RunLabels; reaper: Reaper } {
  const reaper = startReaper({ runId, scratchDir: join(root, runId) })
  try {
    return { labels: createRun(runId, root), reaper }
  } catch (error) {
    reaper.release()
    throw error
  }
}

/** The variables that decide which Docker daemon the CLI uses, and where programs are found. */
const passedOn = /^(PATH|HOME|TMPDIR|XDG_.*|DOCKER_.*)$/

/**
 * Starts the watcher of a run and returns at once. It has its own session, so that Ctrl-C and a
 * closed terminal do not reach it, and no mark of the run, so that no sweep kills it.
 */
function startReaper(folder: Pick<RunLabels, 'runId' | 'scratchDir'>): Reaper {
  const owner = { pid: process.pid, startTicks: startTicks(process.pid) ?? 0 }
  const run: Hunted = { ...folder, owner }
  const env = Object.entries(process.env).filter(([name]) => passedOn.test(name))
  const watcher = spawn(process.execPath, [watcherFile, JSON.stringify(run)], {
    cwd: '/',
    detached: true,
    env: Object.fromEntries(env),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // The gate works without a watcher; the next start cleans up after it.
  watcher.on('error', () => {})
  watcher.stdin.on('error', () => {})
  watcher.unref()
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref()
  return { release: () => void watcher.stdin.end('released\n') }
}
