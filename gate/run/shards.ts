/** Divides claims among machines, so that each takes about as long. Pure. */

/** A claim, and what its checks take. */
export interface Weighed {
  id: string
  seconds: number
  /** Whether its checks run when no other does. */
  alone: boolean
}

/** Of a machine of CI, at least: checks that do not run alone share the time. */
const lanes = 2
/** What a claim costs even if it has no check: it keeps shards without work from being empty. */
const leastSeconds = 0.1

function weightOf({ alone, seconds }: Weighed): number {
  return Math.max(alone ? seconds : seconds / lanes, leastSeconds)
}

/**
 * The ids of each shard. The longest claims come first, each to the shard that has least to do; the
 * same claims with the same seconds are always divided the same way.
 * @returns `count` shards; none is empty if there are enough claims
 */
export function divide(claims: readonly Weighed[], count: number): Set<string>[] {
  const shards = Array.from({ length: count }, () => ({ seconds: 0, ids: new Set<string>() }))
  const sorted = claims
    .map((claim) => ({ id: claim.id, weight: weightOf(claim) }))
    .sort((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1))
  for (const { id, weight } of sorted) {
    const least = shards.reduce((best, next) => (next.seconds < best.seconds ? next : best))
    least.seconds += weight
    least.ids.add(id)
  }
  return shards.map(({ ids }) => ids)
}
