/** The choice of mutants by a seed. Pure: the same seed gives the same list. */
import { createHash } from 'node:crypto'
import type { Candidate } from './change.ts'
import type { Concern } from './concerns.ts'

/** The candidates of the files of one concern. */
export interface Stratum {
  concern: Concern
  candidates: readonly Candidate[]
}

export interface Chosen extends Candidate {
  concern: Concern
}

/** A candidate's place in the order of a seed: it depends on nothing but the two. */
function rank(seed: number, id: string): string {
  return createHash('sha256').update(`${seed} ${id}`).digest('hex')
}

/**
 * As many mutants as are wanted, in rounds: each concern gives one before any gives another, so
 * that a long file counts no more than a short one. Within a round, and within a concern, the order
 * is that of the hashes: a larger number only adds to the list, a new candidate moves no other.
 */
export function choose(strata: readonly Stratum[], count: number, seed: number): Chosen[] {
  const ranked = strata.flatMap(({ concern, candidates }) =>
    candidates
      .map((candidate) => ({ ...candidate, concern, rank: rank(seed, candidate.id) }))
      .sort((one, other) => (one.rank < other.rank ? -1 : 1))
      .map((candidate, round) => ({ candidate, round })),
  )
  return ranked
    .sort((one, other) =>
      one.round === other.round
        ? one.candidate.rank.localeCompare(other.candidate.rank)
        : one.round - other.round,
    )
    .slice(0, count)
    .map(({ candidate: { rank: _, ...chosen } }) => chosen)
}
