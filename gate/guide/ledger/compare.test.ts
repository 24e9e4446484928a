/** What a comparison says of items that were edited, taken away, added and moved. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { itemsOf } from '../document/items.ts'
import { compare, type KnownItem } from './compare.ts'
import { differences } from './differences.ts'

const guides = join(import.meta.dirname, '../map/testing/guides')
const guide = readFileSync(join(guides, 'social-server.md'), 'utf8')
const known = itemsOf(guide).map((item): KnownItem => ({ ...item, claims: [`of ${item.line}`] }))
const of = (text: string) => differences(compare(itemsOf(text), known))
const same = { unmapped: [], changed: [], gone: [], moved: [] }

test('a guide is the same as itself', () => {
  expect(of(guide)).toEqual(same)
})

test('a section that is renamed has moved, with all its claims', () => {
  const { moved, ...others } = of(guide.replace('## Upkeep', '## Looking after it'))
  expect(moved.map(({ claims }) => claims[0])).toEqual(known.filter(inUpkeep).map(claimOf))
  expect({ ...others, moved: [] }).toEqual(same)
})

const inUpkeep = ({ section }: KnownItem) => section.includes('Upkeep')
const claimOf = ({ claims }: KnownItem) => claims[0]

test('of two neighbours, one edited and one taken away, each is told by its words', () => {
  const { changed, gone, ...others } = of(
    guide
      .replace('- Watch the statistics of slow statements if pages take long.\n', '')
      .replace('copy it to another machine', 'copy it to a bucket'),
  )
  expect(changed.map(({ line, claims }) => [line, claims])).toEqual([[115, ['of 115']]])
  expect(gone.map(({ claims }) => claims)).toEqual([['of 117']])
  expect({ ...others, changed: [], gone: [] }).toEqual(same)
})

test('a text that has nothing of it is all unmapped, and all of it gone', () => {
  const { unmapped, gone, changed, moved } = of('Nothing of this.\n\n- At all.\n')
  expect([unmapped.length, gone.length]).toEqual([2, known.length])
  expect([...changed, ...moved]).toEqual([])
})

test('nothing is lost or counted twice, whatever is done to the lines', () => {
  const lines = guide.split('\n')
  const at = fc.nat({ max: lines.length - 1 })
  const edit = fc.record({ at, to: at, how: fc.constantFrom('drop', 'edit', 'double', 'move') })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 5 }), (edits) => {
      const copy = [...lines]
      for (const { at: from, to, how } of edits) {
        const line = copy[from] ?? ''
        if (how === 'drop' || how === 'move') copy.splice(from, 1)
        if (how === 'double' || how === 'move') copy.splice(to, 0, line)
        if (how === 'edit') copy[from] = line.replace(/\w+/, 'other')
      }
      const items = itemsOf(copy.join('\n'))
      const { matches, unmapped, gone } = compare(items, known)
      expect(new Set([...matches.map(({ item }) => item), ...unmapped])).toEqual(new Set(items))
      expect(matches.length + unmapped.length).toBe(items.length)
      expect(new Set([...matches.map((match) => match.known), ...gone])).toEqual(new Set(known))
      expect(matches.length + gone.length).toBe(known.length)
    }),
    { numRuns: 30 },
  )
})
