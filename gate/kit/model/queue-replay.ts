/** The expected waits: recorded arrivals and holds, replayed through a queue of c servers. */

/** One request's use of a connection. */
export interface Visit {
  /** When it requested a connection, in milliseconds from any origin. */
  atMs: number
  /** How long it kept the connection. */
  holdMs: number
}

/**
 * How long each visit waits if `servers` connections serve first in, first out, and nobody gives
 * up. Exact for any distribution of arrivals and holds, unlike a formula.
 * @param visits in order of arrival
 * @returns milliseconds, in the same order
 * @throws RangeError for servers below 1, a hold below 0, or arrivals out of order
 */
export function replay(servers: number, visits: readonly Visit[]): number[] {
  if (!Number.isInteger(servers) || servers < 1) {
    throw new RangeError(`servers must be a whole number of 1 or more, not ${servers}`)
  }
  const freeAtMs = Array<number>(servers).fill(Number.NEGATIVE_INFINITY)
  let lastMs = Number.NEGATIVE_INFINITY
  return visits.map(({ atMs, holdMs }) => {
    if (!(holdMs >= 0)) throw new RangeError(`a hold must be 0 ms or more, not ${holdMs}`)
    if (!(atMs >= lastMs)) throw new RangeError(`an arrival at ${atMs} ms comes after ${lastMs} ms`)
    lastMs = atMs
    const soonest = freeAtMs.indexOf(Math.min(...freeAtMs))
    const startMs = Math.max(atMs, freeAtMs[soonest] as number)
    freeAtMs[soonest] = startMs + holdMs
    return startMs - atMs
  })
}
