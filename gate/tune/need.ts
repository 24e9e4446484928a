/**
 * The smallest pool with which random arrivals meet the objectives, by the M/M/c queue. A lower
 * bound for what is measured, never a proof.
 */
import { type Queue, utilisation, waitProbability } from '#gate/kit/model/erlang-c.ts'
import type { Latencies, Measured, Objectives } from './measured.ts'

/**
 * The highest utilisation of a pool. Above it the queue grows so steeply and settles so slowly that
 * a run of a few seconds cannot show it.
 */
export const maxUtilisation = 0.8
/** A larger pool is not a sensible answer to a rate. */
const maxPool = 1000

/** The wait that this share of the arrivals does not exceed, in milliseconds. */
export function waitQuantileMs(queue: Queue, share: number): number {
  const { servers, meanHoldMs } = queue
  const offered = utilisation(queue) * servers
  if (offered >= servers) return Number.POSITIVE_INFINITY
  const waits = waitProbability(servers, offered)
  if (waits <= 1 - share) return 0
  return (Math.log(waits / (1 - share)) * meanHoldMs) / (servers - offered)
}

/** The time that the objectives leave for waiting. */
function allowances({ p95Ms, p99Ms }: Objectives, unloaded: Latencies) {
  return [
    { share: 0.95, ms: p95Ms - unloaded.p95Ms },
    { share: 0.99, ms: p99Ms - unloaded.p99Ms },
  ]
}

/**
 * The smallest pool of a process for a rate: at most 80 % utilised, and with waits that fit between
 * the unloaded latency and the objectives. Uses the upper bound of the measured hold. Infinity if
 * the latency alone misses the objectives.
 */
export function poolNeeded(
  { objectives, unloaded, holdMs }: Pick<Measured, 'objectives' | 'unloaded' | 'holdMs'>,
  ratePerSecond: number,
): number {
  const allowed = allowances(objectives, unloaded)
  if (allowed.some(({ ms }) => ms < 0)) return Number.POSITIVE_INFINITY
  const busy = (ratePerSecond * holdMs.high) / 1000
  const min = Math.max(1, Math.ceil(busy / maxUtilisation - 1e-9))
  for (let servers = min; servers <= maxPool; servers += 1) {
    const queue = { servers, ratePerSecond, meanHoldMs: holdMs.high }
    if (allowed.every(({ share, ms }) => waitQuantileMs(queue, share) <= ms)) return servers
  }
  return Number.POSITIVE_INFINITY
}
