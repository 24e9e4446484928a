/** Seeded random numbers: the same seed gives the same arrivals on every machine. */

/** A number from 0 to less than 1. */
export type Random = () => number

/** Mulberry32: 32 bits of state are enough for the few thousand draws of a plan. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A draw from the exponential distribution. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean
}
