import { describe, expect, test } from 'vitest'
import { coverOf } from './cover.ts'
import { mutants } from './index.ts'
import { isHarmless, type Mutant } from './mutant.ts'
import { noticing, selectMutants } from './scope.ts'

describe('the cover', () => {
  const cover = coverOf(mutants)
  const seen = (some: readonly Mutant[]) => new Set<string>(some.flatMap(noticing))

  test('shows every claim failing that the whole list shows, with fewer mutants', () => {
    expect(seen(cover)).toEqual(seen(mutants))
    expect(cover.length).toBeLessThan(mutants.length / 2)
  })

  test('of claims that are named: shows these, and holds a mutant that is named', () => {
    const only = ['container.graceful-stop', 'pool', 'release-cut-off']
    const named = selectMutants(mutants, only)
    const some = coverOf(named, only)
    const wanted = (claim: string) =>
      claim === 'container.graceful-stop' || claim.startsWith('pool.')
    expect([...seen(some)].filter(wanted).sort()).toEqual([...seen(named)].filter(wanted).sort())
    expect(some.map(({ id }) => id)).toContain('release-cut-off')
    expect(some.length).toBeLessThan(coverOf(named).length)
  })

  test('holds every harmless variant, and the order of the list', () => {
    expect(cover.filter(isHarmless)).toEqual(mutants.filter(isHarmless))
    expect(mutants.filter((mutant) => cover.includes(mutant))).toEqual(cover)
  })
})
