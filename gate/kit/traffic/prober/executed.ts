/** Compares what was acknowledged with what was done: each request has a name of its own. Pure. */
import { isRight } from './judge.ts'
import type { Probed } from './probe.ts'

/** Names so that none is the beginning of another. */
export function nameOf(tag: string, index: number): string {
  return `${tag}-${String(index).padStart(6, '0')}`
}

export interface Executed {
  acknowledged: number
  /** Executed once or more. */
  executed: number
  /** Acknowledged and not executed, by number. */
  lost: number[]
  /** Executed more than once, by number. */
  duplicated: number[]
  /** Executed although the client was told of a failure, or nothing: it would try again. */
  unacknowledged: number[]
}

/** How often each request was executed, out of texts that contain its name: rows of a table. */
export function executions(tag: string, rows: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>()
  const pattern = new RegExp(`${tag}-(\\d{6})`, 'g')
  for (const row of rows) {
    // A row may say the name twice; it is one execution.
    const indexes = new Set([...row.matchAll(pattern)].map((match) => Number(match[1])))
    for (const index of indexes) counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  return counts
}

/** @param right statuses that acknowledge */
export function compareExecuted(
  requests: readonly Probed[],
  right: readonly number[],
  counts: ReadonlyMap<number, number>,
): Executed {
  const result: Executed = {
    acknowledged: 0,
    executed: 0,
    lost: [],
    duplicated: [],
    unacknowledged: [],
  }
  for (const request of requests) {
    const times = counts.get(request.index) ?? 0
    const acknowledged = isRight(request, right)
    if (acknowledged) result.acknowledged += 1
    if (times > 0) result.executed += 1
    if (times > 1) result.duplicated.push(request.index)
    if (acknowledged && times === 0) result.lost.push(request.index)
    if (!acknowledged && times > 0) result.unacknowledged.push(request.index)
  }
  return result
}
