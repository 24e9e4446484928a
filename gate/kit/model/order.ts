/** Whether a queue keeps its order, from the arrival and the end of each wait. */

export interface Wait {
  /** When it joined the queue, milliseconds. */
  fromMs: number
  /** When its wait ended: served or given up. */
  untilMs: number
  /** Whether it was served. */
  served: boolean
}

/**
 * The number of overtaken waits: a later arrival was served earlier, both by more than a margin,
 * below which network and scheduler decide the order.
 */
export function overtaken(waits: readonly Wait[], marginMs: number): number {
  const byArrival = waits.toSorted((one, other) => other.fromMs - one.fromMs)
  let soonestMs = Number.POSITIVE_INFINITY
  let next = 0
  let count = 0
  for (const { fromMs, untilMs } of byArrival) {
    // Of the later arrivals beyond the margin, the one served first.
    for (let later = byArrival[next]; later && later.fromMs > fromMs + marginMs; ) {
      if (later.served) soonestMs = Math.min(soonestMs, later.untilMs)
      next += 1
      later = byArrival[next]
    }
    if (soonestMs < untilMs - marginMs) count += 1
  }
  return count
}
