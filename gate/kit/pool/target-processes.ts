/** The processes of a target, so that one that was replaced is noticed. */
import { processStat } from '#gate/host/process/proc.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** Each process named for good by its id and its start. */
export function processesOf(running: RunningTarget): string[] {
  return running.process.pids().map((pid) => `${pid}@${processStat(pid)?.startTicks}`)
}

/** Those of before that do not run any more. */
export function endedSince(before: readonly string[], running: RunningTarget): string[] {
  const now = processesOf(running)
  return before.filter((one) => !now.includes(one))
}
