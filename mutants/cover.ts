/** A selection of the mutants with which each claim is still seen to fail once. Pure. */
import type { Mutant } from './mutant.ts'
import { noticing } from './scope.ts'

/**
 * The fewest mutants, found greedily, that together show every claim failing that the whole list
 * shows failing; of several that show as much, the first of the list. Harmless variants show what
 * no other can, and all stay; so do those that only docker can try, of claims that are also tried
 * without it. In the order of the list.
 */
export function coverOf(all: readonly Mutant[]): Mutant[] {
  const missing = new Set(all.flatMap(noticing))
  const chosen = new Set(all.filter((mutant) => mutant.needs || noticing(mutant).length === 0))
  const gain = (mutant: Mutant) => noticing(mutant).filter((claim) => missing.has(claim)).length
  while (missing.size > 0) {
    const best = all.reduce((most, mutant) => (gain(mutant) > gain(most) ? mutant : most))
    chosen.add(best)
    for (const claim of noticing(best)) missing.delete(claim)
  }
  return all.filter((mutant) => chosen.has(mutant))
}
