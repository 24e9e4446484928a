/** A path on which every answer takes longer. */
import { type Fault, inflict } from './fault.ts'
import type { Path } from './path.ts'
import { reach } from './reach.ts'

const toxic = 'latency'
const probes = 3
/** Timers of Toxiproxy and of this process may both be early. */
const minShare = 0.9

/** The fastest of some round trips: what the path takes, without what this machine adds. */
async function roundTripMs({ address, protocol }: Path, timeoutMs: number): Promise<number> {
  let fastest = Infinity
  for (let probe = 0; probe < probes; probe += 1) {
    const { outcome, ms } = await reach(address, protocol, timeoutMs)
    if (outcome === 'answered') fastest = Math.min(fastest, ms)
  }
  return fastest
}

/**
 * Delays what comes back, on open connections too: once for each answer.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if no such delay was measured
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
