/**
 * The M/M/c queue: random arrivals, exponential holds, c connections, one queue. For sizing and
 * plots; not for verdicts, as a run of seconds differs from it by a third by chance.
 */

import { replay, type Visit } from './queue-replay.ts'
import { exponential, seededRandom } from './random.ts'
import { mean } from './statistics.ts'

export interface Queue {
  /** Connections. */
  servers: number
  /** Arrivals a second. */
  ratePerSecond: number
  meanHoldMs: number
}

export interface Interval {
  low: number
  high: number
}

/** Mean utilisation of the connections; from 1 the queue grows forever. */
export function utilisation({ servers, ratePerSecond, meanHoldMs }: Queue): number {
  return (ratePerSecond * meanHoldMs) / 1000 / servers
}

/**
 * The probability that an arrival finds all servers busy: Erlang's second formula.
 * @param offered mean number of busy servers if there were enough, in erlangs
 * @returns 1 if the offer is `servers` or more
 * @throws RangeError for servers below 1 or an offer below 0
 */
export function waitProbability(servers: number, offered: number): number {
  if (!Number.isInteger(servers) || servers < 1) {
    throw new RangeError(`servers must be a whole number of 1 or more, not ${servers}`)
  }
  if (!(offered >= 0)) throw new RangeError(`offered must be 0 or more, not ${offered}`)
  if (offered >= servers) return 1
  // The recursion of Erlang's first formula needs no factorials, so it works for any size.
  let blocked = 1
  for (let count = 1; count <= servers; count += 1) {
    blocked = (offered * blocked) / (count + offered * blocked)
  }
  return blocked / (1 - (offered / servers) * (1 - blocked))
}

/** The long-run mean wait for a connection in milliseconds; Infinity from a utilisation of 1. */
export function meanWaitMs(queue: Queue): number {
  const { servers, ratePerSecond, meanHoldMs } = queue
  const load = utilisation(queue)
  if (load >= 1) return Number.POSITIVE_INFINITY
  const probability = waitProbability(servers, load * servers)
  return (probability * 1000) / ((servers * 1000) / meanHoldMs - ratePerSecond)
}

/**
 * The 95 % interval of the mean wait of a run with so many arrivals, starting with an idle pool:
 * the spread by chance, found by simulation.
 * @param options `seed` repeats the result; `runs` default 400
 */
export function meanWaitInterval(
  queue: Queue,
  arrivals: number,
  options: { seed: number; runs?: number },
): Interval {
  const { seed, runs = 400 } = options
  const random = seededRandom(seed)
  const meanGapMs = 1000 / queue.ratePerSecond
  const means = Array.from({ length: runs }, () => {
    let atMs = 0
    const visits: Visit[] = Array.from({ length: arrivals }, () => {
      atMs += exponential(random, meanGapMs)
      return { atMs, holdMs: exponential(random, queue.meanHoldMs) }
    })
    return mean(replay(queue.servers, visits))
  }).sort((a, b) => a - b)
  return { low: rank(means, 0.025), high: rank(means, 0.975) }
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
