/**
 * What the M/M/c queue asks of a pool: the least connections with which a random stream of requests
 * meets the objectives. For sizing alone: it is a floor under what was measured, never a proof.
 */
import { type Queue, utilisation, waitProbability } from '#gate/kit/model/erlang-c.ts'
import type { Latencies, Measured, Objectives } from './measured.ts'

/**
 * Most of a pool's time that may be in use. Above it the queue grows so steeply, and settles so
 * slowly, that no run of seconds could have shown it.
 */
export const mostUtilisation = 0.8
/** A pool beyond this is no answer to a rate. */
const largestPool = 1000

/** The wait in line that this share of the arrivals does not exceed, milliseconds. */
export function waitQuantileMs(queue: Queue, share: number): number {
  const { servers, meanHoldMs } = queue
  const offered = utilisation(queue) * servers
  if (offered >= servers) return Number.POSITIVE_INFINITY
  const waits = waitProbability(servers, offered)
  if (waits <= 1 - share) return 0
  return (Math.log(waits / (1 - share)) * meanHoldMs) / (servers - offered)
}

/** What the objectives leave for waiting. */
function allowances({ p95Ms, p99Ms }: Objectives, unloaded: Latencies) {
  return [
    { share: 0.95, ms: p95Ms - unloaded.p95Ms },
    { share: 0.99, ms: p99Ms - unloaded.p99Ms },
  ]
}

/**
 * The least pool of a process at a rate: used for no more than 0.8 of its time, and with waits
 * that fit between the unloaded latency and the objectives. It counts with the upper end of the
 * measured hold. Infinity if the latency alone misses the objectives.
 */
export function poolNeeded(
  { objectives, unloaded, holdMs }: Pick<Measured, 'objectives' | 'unloaded' | 'holdMs'>,
  ratePerSecond: number,
): number {
  const allowed = allowances(objectives, unloaded)
  if (allowed.some(({ ms }) => ms < 0)) return Number.POSITIVE_INFINITY
  const busy = (ratePerSecond * holdMs.high) / 1000
  const least = Math.max(1, Math.ceil(busy / mostUtilisation - 1e-9))
  for (let servers = least; servers <= largestPool; servers += 1) {
    const queue = { servers, ratePerSecond, meanHoldMs: holdMs.high }
    if (allowed.every(({ share, ms }) => waitQuantileMs(queue, share) <= ms)) return servers
  }
  return Number.POSITIVE_INFINITY
}
