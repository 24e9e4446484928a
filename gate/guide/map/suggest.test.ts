/**
 * Goal: in guides of other projects, the claim that a person would choose is among the three that
 * an item gets suggested. See testing/keyed-guides.ts for guides and keys, and for what their
 * figures do not say: guides, keys and words are of one author.
 */
import { describe, expect, test } from 'vitest'
import { ledger } from '#guide/ledger/index.ts'
import { itemsOf } from '../document/items.ts'
import { needsGuide, ownGuide } from '../testing/own-guide.ts'
import { suggestions } from './suggest.ts'
import { type GuideName, keyedGuides, keyedItems } from './testing/keyed-guides.ts'

/** The least share of items whose right claim is suggested. */
const leastShare = 0.8
const names = Object.keys(keyedGuides) as GuideName[]

function hits(name: GuideName): { found: number; of: number } {
  const items = keyedItems(name)
  const found = items.filter(({ item, right }) =>
    suggestions(item).some((claim) => right.includes(claim)),
  )
  return { found: found.length, of: items.length }
}

/** The share over several guides. */
function share(of: readonly GuideName[]): number {
  const all = of.map(hits)
  return sum(all.map(({ found }) => found)) / sum(all.map((each) => each.of))
}

const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0)

describe('the claims that an item suggests', () => {
  test.for(names)('hold the right one: %s', (name) => {
    const { found, of } = hits(name)
    const held = keyedGuides[name] ? ' (held back)' : ''
    console.log(`${name}${held}: ${found} of ${of}, ${(found / of).toFixed(2)}`)
    expect(of).toBeGreaterThanOrEqual(25)
  })

  test('hold the right one often enough in all, and in the guides that were held back', () => {
    const heldBack = names.filter((name) => keyedGuides[name])
    const [all, held] = [share(names), share(heldBack)]
    console.log(`all: ${all.toFixed(2)}, held back: ${held.toFixed(2)}`)
    expect(all).toBeGreaterThanOrEqual(leastShare)
    expect(held).toBeGreaterThanOrEqual(leastShare)
  })

  test(`hold one of the ledger's, which was made before the ranking${needsGuide}`, () => {
    if (ownGuide === undefined) return
    const found = itemsOf(ownGuide).map((item, at) => {
      const right: readonly string[] = ledger[at]?.claims ?? []
      return { right, hit: suggestions(item).some((claim) => right.includes(claim)) }
    })
    const withClaims = found.filter(({ right }) => right.length > 0)
    const hitCount = withClaims.filter(({ hit }) => hit).length
    console.log(`our own guide: ${hitCount} of ${withClaims.length}`)
    expect(hitCount / withClaims.length).toBeGreaterThanOrEqual(leastShare)
  })

  test('are three different ones, and the same for the same item', () => {
    for (const { item } of keyedItems('forge')) {
      const first = suggestions(item)
      expect(new Set(first).size).toBe(3)
      expect(suggestions(item)).toEqual(first)
    }
  })

  test('are none for what says nothing', () => {
    expect(suggestions({ text: '§ …', within: '', note: '', section: [] })).toEqual([])
  })
})
