/** Makes the plan of a probe: constant arrivals, each on its kind of connection. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import { constantArrivals } from '../arrivals.ts'
import type { ProbeRequest } from './probe.ts'

export interface ProbeMix {
  ratePerSecond: number
  /** The longest that the probe may go on; it is mostly stopped before. */
  seconds: number
  /** Of each ten requests, this many on a connection of their own. */
  newOfTen: number
  /** How long connections lie idle between two uses; empty: none does. */
  idleMs: readonly number[]
  /** The request of that number. */
  spec(index: number): RequestSpec
}

/** One pair of requests on an idle connection begins every so often. */
const idleEveryMs = 250

/**
 * New and kept-alive connections take turns at a constant rate. Besides, every quarter of a second
 * a connection is opened, used, left alone for one of the idle times, and used once more.
 */
export function probeRequests(mix: ProbeMix): ProbeRequest[] {
  const { atMs } = constantArrivals(mix)
  const main = atMs.map((plannedMs, index) => ({
    plannedMs,
    // Spread over each ten, so that neither kind comes in bursts.
    connection: (index * 7) % 10 < mix.newOfTen ? ('new' as const) : ('kept' as const),
  }))
  const pairs = mix.idleMs.length === 0 ? 0 : Math.floor((mix.seconds * 1000) / idleEveryMs)
  const idle = Array.from({ length: pairs }, (_, pair) => {
    const openMs = pair * idleEveryMs
    const idleMs = mix.idleMs[pair % mix.idleMs.length] as number
    const common = { connection: 'idle' as const, idleConnection: pair }
    return [
      { ...common, plannedMs: openMs },
      { ...common, plannedMs: openMs + idleMs },
    ]
  }).flat()
  return [...main, ...idle]
    .sort((one, other) => one.plannedMs - other.plannedMs)
    .map((request, index) => ({ ...request, spec: mix.spec(index) }))
}
