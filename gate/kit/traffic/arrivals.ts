/**
 * Arrival times of requests, as offsets in milliseconds. Constant arrivals hide queueing; random
 * ones do not.
 */
import { exponential, seededRandom } from '../model/random.ts'

/** An arrival process, with its name for evidence. */
export type ArrivalLaw = 'poisson' | 'burst' | 'constant'

export interface ArrivalPlan {
  law: ArrivalLaw
  /** Its name in evidence: `Poisson, 80/s, seed 7`. */
  text: string
  /** Offsets from the start, ascending. */
  atMs: readonly number[]
}

/** Independent users: exponential gaps. */
export function poissonArrivals(options: {
  ratePerSecond: number
  seconds: number
  seed: number
}): ArrivalPlan {
  const { ratePerSecond, seconds, seed } = options
  const random = seededRandom(seed)
  const atMs: number[] = []
  for (let at = 0; ; ) {
    at += exponential(random, 1000 / ratePerSecond)
    if (at >= seconds * 1000) break
    atMs.push(at)
  }
  return { law: 'poisson', text: `Poisson, ${ratePerSecond}/s, seed ${seed}`, atMs }
}

/** Bursts of simultaneous arrivals. */
export function burstArrivals(options: {
  size: number
  everyMs: number
  bursts: number
}): ArrivalPlan {
  const { size, everyMs, bursts } = options
  const atMs = Array.from({ length: size * bursts }, (_, at) => Math.floor(at / size) * everyMs)
  return { law: 'burst', text: `${bursts} bursts of ${size}, every ${everyMs} ms`, atMs }
}

/** Equal gaps, for probing for gaps in the answers. */
export function constantArrivals(options: { ratePerSecond: number; seconds: number }): ArrivalPlan {
  const { ratePerSecond, seconds } = options
  const count = Math.round(ratePerSecond * seconds)
  const atMs = Array.from({ length: count }, (_, at) => (at * 1000) / ratePerSecond)
  return { law: 'constant', text: `constant, ${ratePerSecond}/s`, atMs }
}
