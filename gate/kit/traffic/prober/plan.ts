/** Plans a probe: constant arrivals on different kinds of connection. */
import type { RequestSpec } from '#gate/contract/contract.ts'
import { constantArrivals } from '../arrivals.ts'
import type { ProbeRequest } from './probe.ts'

export interface ProbeMix {
  ratePerSecond: number
  /** The maximum duration of the probe; it is usually stopped earlier. */
  seconds: number
  /** How many of ten requests use a new connection. */
  newOfTen: number
  /** How long connections stay idle between two uses; empty for none. */
  idleMs: readonly number[]
  /** The request of that number. */
  spec(index: number): RequestSpec
}

/** The interval between pairs of requests on an idle connection. */
const idleEveryMs = 250

/**
 * New and kept-alive connections alternate at a constant rate. In addition, every quarter of a
 * second a connection is opened, used, left idle for one of the idle times, and used again.
 */
export function probeRequests(mix: ProbeMix): ProbeRequest[] {
  const { atMs } = constantArrivals(mix)
  const main = atMs.map((plannedMs, index) => ({
    plannedMs,
    // Spread over each ten, to avoid bursts of one kind.
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
