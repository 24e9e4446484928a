/** Compares acknowledged with executed requests; each request has a unique name. Pure. */
import { isRight } from './judge.ts'
import type { Probed } from './probe.ts'

/** Names of which none is a prefix of another. */
export function nameOf(tag: string, index: number): string {
  return `${tag}-${String(index).padStart(6, '0')}`
}

export interface Executed {
  acknowledged: number
  /** Executed at least once. */
  executed: number
  /** Acknowledged and not executed, by number. */
  lost: number[]
  /** Executed more than once, by number. */
  duplicated: number[]
  /** Executed although the client got an error or no answer, and would retry. */
  unacknowledged: number[]
}

/** How often each request was executed, from texts with its name, such as rows of a table. */
export function executions(tag: string, rows: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>()
  const pattern = new RegExp(`${tag}-(\\d{6})`, 'g')
  for (const row of rows) {
    // A row may have the name twice; that is one execution.
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
