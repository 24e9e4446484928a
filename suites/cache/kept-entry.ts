/** What a restart of Redis does to an entry that expires. */

/** An entry as Redis has it; without `value` it is not there. */
export interface Entry {
  value: string | null | undefined
  /** The seconds that it has left. */
  ttl: number | undefined
}

/** TTLs are in whole seconds, on both sides. */
const slackSeconds = 2

/**
 * How an entry has to be found again.
 * @param tookSeconds from the look before the restart to the one after it
 * @returns the least TTL, and whether it is lost; undefined if its time may be over by itself
 */
export function judgeEntry(before: Entry, after: Entry, tookSeconds: number) {
  const leastTtl = (before.ttl ?? 0) - Math.ceil(tookSeconds) - slackSeconds
  if (leastTtl <= 0) return undefined
  return { leastTtl, isLostOrChanged: before.value !== after.value }
}
