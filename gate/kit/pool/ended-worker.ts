/** Kills one worker of a target, and waits for the one that takes its place. */
import { commandLine, isAlive, processStat } from '#gate/host/process/proc.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { workersAmong } from '../deploy/container/container-processes.ts'

/** A supervisor may wait before it starts another one. */
const replacement = { minMs: 5_000, starts: 3 }
const endTimeoutMs = 5_000

function workersOf(running: RunningTarget) {
  return workersAmong(
    running.process.pids().flatMap((pid) => {
      const stat = processStat(pid)
      if (stat === undefined || stat.state === 'Z') return []
      const { parent, startTicks } = stat
      return [{ pid, parent, startTicks, commandLine: commandLine(pid).join(' ') }]
    }),
  )
}

/** Returns false if it has fewer than two workers, so that none can end alone, or none follows. */
export async function replaceWorker(running: RunningTarget): Promise<boolean> {
  const workers = workersOf(running)
  const [victim] = workers
  if (victim === undefined || workers.length < 2) return false
  process.kill(victim.pid, 'SIGKILL')
  const hasGone = async () => !isAlive(victim.pid, victim.startTicks) || undefined
  const gone = waitFor('the worker to end', hasGone, { timeoutMs: endTimeoutMs, intervalMs: 20 })
  if (!(await gone.catch(ifTimedOut(() => false)))) return false
  const timeoutMs = Math.max(replacement.minMs, replacement.starts * running.startedInMs)
  const isReplaced = async () => workersOf(running).length >= workers.length || undefined
  const replaced = waitFor('another worker', isReplaced, { timeoutMs, intervalMs: 50 })
  return await replaced.catch(ifTimedOut(() => false))
}
