/** The processes of a target, to notice when one is replaced. */
import { processStat } from '#gate/host/process/proc.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** Each process, identified by its id and start time. */
export function processesOf(running: RunningTarget): string[] {
  return running.process.pids().map((pid) => `${pid}@${processStat(pid)?.startTicks}`)
}

/** The earlier processes that no longer run. */
export function endedSince(before: readonly string[], running: RunningTarget): string[] {
  const now = processesOf(running)
  return before.filter((one) => !now.includes(one))
}
