/** Workers that end while the target goes on. */
import { inconclusive } from '#gate/errors.ts'
import { commandLine, isAlive, processStat } from '#gate/host/process/proc.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { workersAmong } from '#gate/kit/deploy/container/container-processes.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** A supervisor may wait before it starts another one. */
const replacement = { minMs: 5_000, starts: 3 }
/** A worker that is asked to end finishes its requests first. */
const endTimeoutMs = 15_000

interface Worker {
  pid: number
  parent: number
  startTicks: number
  commandLine: string
}

/** The worker processes of a target that has a supervisor. */
export function workersOf(running: RunningTarget): Worker[] {
  const processes = running.process.pids().flatMap((pid) => {
    const stat = processStat(pid)
    if (stat === undefined || stat.state === 'Z') return []
    const { parent, startTicks } = stat
    return [{ pid, parent, startTicks, commandLine: commandLine(pid).join(' ') }]
  })
  return workersAmong(processes)
}

/**
 * Ends a worker, and waits until it has gone and another one runs; false if it goes on.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there are fewer than two
 */
export async function endOne(running: RunningTarget, signal: NodeJS.Signals): Promise<boolean> {
  const workers = workersOf(running)
  const [victim] = workers
  if (victim === undefined || workers.length < 2) {
    throw inconclusive('fewer than 2 workers run: none can be ended')
  }
  process.kill(victim.pid, signal)
  const gone = async () => !isAlive(victim.pid, victim.startTicks) || undefined
  const options = { timeoutMs: endTimeoutMs, intervalMs: 50 }
  const hasEnded = await waitFor('the worker to end', gone, options).catch(ifTimedOut(() => false))
  if (!hasEnded) return false
  // Without a replacement the others go on serving: their counters must not fall either.
  const timeoutMs = Math.max(replacement.minMs, replacement.starts * running.startedInMs)
  const replaced = async () => workersOf(running).length >= workers.length || undefined
  const condition = 'another worker to run'
  await waitFor(condition, replaced, { timeoutMs, intervalMs: 50 }).catch(ifTimedOut(() => false))
  return true
}
