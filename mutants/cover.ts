/** A selection of the mutants with which each claim is still seen to fail once. Pure. */
import { nameMatcher } from '#gate/name-pattern.ts'
import type { Mutant } from './mutant.ts'
import { noticing } from './scope.ts'

/**
 * The fewest mutants, found greedily, that together show every claim failing that the whole list
 * shows failing; of several that show as much, the first of the list. Harmless variants show what
 * no other can, and all stay; so do the fewest of those that only docker can try, of claims that
 * are also tried without it. In the order of the list.
 * @param only as of `selectMutants`: where it names claims or sections, these are enough; a mutant
 *   that it names stays
 */
export function coverOf(all: readonly Mutant[], only: readonly string[] = []): Mutant[] {
  const names = only.map(nameMatcher)
  const isNamed = (name: string) => names.some((matches) => matches(name))
  const isWanted = (claim: string) =>
    only.length === 0 || isNamed(claim) || isNamed(claim.split('.')[0] ?? claim)
  const shown = (mutant: Mutant) => noticing(mutant).filter(isWanted)
  const stays = (mutant: Mutant) => noticing(mutant).length === 0 || isNamed(mutant.id)
  const chosen = new Set([
    ...all.filter(stays),
    ...fewest(all, shown),
    ...fewest(
      all.filter(({ needs }) => needs !== undefined),
      shown,
    ),
  ])
  return all.filter((mutant) => chosen.has(mutant))
}

/** The fewest of some that show together what all of them show. */
function fewest(some: readonly Mutant[], shown: (mutant: Mutant) => string[]): Mutant[] {
  const missing = new Set(some.flatMap(shown))
  const gain = (mutant: Mutant) => shown(mutant).filter((claim) => missing.has(claim)).length
  const chosen: Mutant[] = []
  while (missing.size > 0) {
    const best = some.reduce((most, mutant) => (gain(mutant) > gain(most) ? mutant : most))
    chosen.push(best)
    for (const claim of shown(best)) missing.delete(claim)
  }
  return chosen
}
