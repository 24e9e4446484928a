/** Adds latency to a path. */
import { type Fault, inflict } from './fault.ts'
import type { Path } from './path.ts'
import { reach } from './reach.ts'

const toxic = 'latency'
const probes = 3
/** Timers of Toxiproxy and of this process may both fire early. */
const minShare = 0.9

/** The fastest of several round trips, to exclude delays of this machine. */
async function roundTripMs({ address, protocol }: Path, timeoutMs: number): Promise<number> {
  let fastest = Infinity
  for (let probe = 0; probe < probes; probe += 1) {
    const { outcome, ms } = await reach(address, protocol, timeoutMs)
    if (outcome === 'answered') fastest = Math.min(fastest, ms)
  }
  return fastest
}

/**
 * Delays every answer, on open connections too.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the delay cannot be measured
 */
export async function addLatency(path: Path, latencyMs: number): Promise<Fault> {
  const timeoutMs = 2_000 + 2 * latencyMs
  const beforeMs = await roundTripMs(path, timeoutMs)
  return await inflict({
    name: `${path.name} slower by ${latencyMs} ms`,
    start: () => {
      const attributes = { latency: latencyMs, jitter: 0 }
      return path.addToxic(toxic, { type: 'latency', stream: 'downstream', attributes })
    },
    proof: async () => {
      const afterMs = await roundTripMs(path, timeoutMs)
      const addedMs = afterMs - beforeMs
      return Number.isFinite(afterMs) && addedMs >= minShare * latencyMs
        ? { beforeMs, afterMs, addedMs }
        : undefined
    },
    end: () => path.removeToxic(toxic),
    isOver: async () => (await roundTripMs(path, timeoutMs)) < beforeMs + minShare * latencyMs,
  })
}
