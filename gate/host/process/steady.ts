/** Waits for a growing count to settle. */
import { type WaitOptions, waitFor } from './wait.ts'

/** With fewer probes, the prober itself was delayed: that nothing changed proves nothing. */
const minProbes = 8

export interface SteadyOptions extends WaitOptions {
  /** How long it must stay the same; may depend on the count. */
  stableMs: number | ((count: number) => number)
}

/**
 * Probes a count until it has stayed the same for a while. 0 means that nothing has started yet.
 * @param what is counted, for the error: `connections that wait for the lock`
 * @throws PREFLIGHT_E_TIMEOUT
 */
export async function steadyCount(
  what: string,
  probe: () => Promise<number>,
  { stableMs, ...wait }: SteadyOptions,
): Promise<number> {
  let last = { count: 0, sinceMs: 0, probes: 0 }
  const steady = async () => {
    const count = await probe()
    if (count !== last.count) last = { count, sinceMs: performance.now(), probes: 0 }
    last.probes += 1
    const wantedMs = typeof stableMs === 'number' ? stableMs : stableMs(count)
    const isSteady = last.probes >= minProbes && performance.now() - last.sinceMs >= wantedMs
    return count > 0 && isSteady ? count : undefined
  }
  return await waitFor(`a stable number of ${what}`, steady, wait)
}
