/** Starts the watcher that cleans up after the gate if the gate itself does not. */

import { spawn } from 'node:child_process'
import { startTicks } from '../process/proc.ts'
import type { RunLabels } from '../run-labels.ts'
import { type Hunted, watcherFile } from './processes.ts'

export interface Reaper {
  /** Tells the watcher that the gate has cleaned up: it checks once more and exits. */
  release(): void
}

/** The variables that decide which Docker daemon the CLI uses, and where programs are found. */
const passedOn = /^(PATH|HOME|TMPDIR|XDG_.*|DOCKER_.*)$/

/**
 * Starts the watcher of a run and returns at once. It has its own session, so that Ctrl-C and a
 * closed terminal do not reach it, and no mark of the run, so that no sweep kills it.
 * @param options.gatePid whose death ends the run; by default this process
 */
export function startReaper(labels: RunLabels, options: { gatePid?: number } = {}): Reaper {
  const pid = options.gatePid ?? process.pid
  const run: Hunted = {
    runId: labels.runId,
    scratchDir: labels.scratchDir,
    owner: { pid, startTicks: startTicks(pid) ?? 0 },
  }
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
