/** Waits for counts and sets that change after an event to settle. */
import { ifTimedOut, type WaitOptions, waitFor } from './wait.ts'

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

/** What a set came to. */
export interface SteadySet {
  /** The keys of its members, or of those that it had at the deadline. */
  members: readonly string[]
  /** Whether it had the size for long enough, with the same members. */
  isSteady: boolean
  /** When its members became these, by `performance.now()`. */
  sinceMs: number
}

/**
 * Probes a set until it has had so many members, and the same ones, for a while. A set that has the
 * size for a moment only is not what came of the event: it may still grow, or lose members again.
 * @param condition what is waited for, as in `waitFor`
 * @param probe finds the members; a key names one for good
 */
export async function steadySet(
  condition: string,
  probe: () => Promise<readonly string[]>,
  { size, stableMs, ...wait }: WaitOptions & { size: number; stableMs: number },
): Promise<SteadySet> {
  let last = { members: await probe(), sinceMs: performance.now() }
  const steady = async () => {
    const members = await probe()
    const isSame =
      members.length === last.members.length &&
      members.every((member) => last.members.includes(member))
    if (!isSame) last = { members, sinceMs: performance.now() }
    const isOld = performance.now() - last.sinceMs >= stableMs
    return (members.length === size && isOld) || undefined
  }
  const isSteady = await waitFor(condition, steady, wait).catch(ifTimedOut(() => false))
  return { ...last, isSteady }
}
