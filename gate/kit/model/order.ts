/** Whether a line keeps its order, judged from when each came and when its wait was over. */

export interface Wait {
  /** When it joined the line, milliseconds. */
  fromMs: number
  /** When its wait was over: it was served, or it gave up. */
  untilMs: number
  /** Whether it was served. */
  served: boolean
}

/**
 * How many waits were overtaken: somebody who came later was served sooner, both by more than a
 * margin, below which the network and the scheduler decide the order.
 */
export function overtaken(waits: readonly Wait[], marginMs: number): number {
  const byArrival = waits.toSorted((one, other) => other.fromMs - one.fromMs)
  let soonestMs = Number.POSITIVE_INFINITY
  let next = 0
  let count = 0
  for (const { fromMs, untilMs } of byArrival) {
    // Of those who came later by more than the margin, the one who was served first.
    for (let later = byArrival[next]; later && later.fromMs > fromMs + marginMs; ) {
      if (later.served) soonestMs = Math.min(soonestMs, later.untilMs)
      next += 1
      later = byArrival[next]
    }
    if (soonestMs < untilMs - marginMs) count += 1
  }
  return count
}
