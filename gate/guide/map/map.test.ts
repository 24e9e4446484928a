/** A map from the first draft to a confirmed one, over changes of its guide. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { itemsOf } from '../document/items.ts'
import { draftMap } from './draft-map.ts'
import type { MapEntry } from './entry.ts'
import { readMap } from './read-map.ts'
import { standingOf } from './standing.ts'
import { mapText } from './write-map.ts'

const guide = readFileSync(join(import.meta.dirname, 'testing/guides/dynos.md'), 'utf8')
const items = itemsOf(guide)
const draft = draftMap(items, [])
const confirmed = draft.map((entry): MapEntry => ({ ...entry, confirmed: true }))

test('a draft has each item with three suggestions that count for nothing', () => {
  expect(draft.map(({ line, hash }) => [line, hash])).toEqual(
    items.map(({ line, hash }) => [line, hash]),
  )
  expect(new Set(draft.map(({ claims, confirmed: yes }) => `${claims.length} ${yes}`))).toEqual(
    new Set(['3 false']),
  )
  const standing = standingOf(items, draft)
  expect(standing.claims.size).toBe(0)
  expect(new Set(standing.items.map(({ status }) => status))).toEqual(new Set(['unconfirmed']))
})

test('a map that is written is read as it was', () => {
  const [first, ...rest] = confirmed
  const reasoned = [{ ...first, claims: [], because: 'about us' } as MapEntry, ...rest]
  expect(readMap(mapText('docs/dynos.md', reasoned), 'guide.map.yaml')).toEqual({
    guide: 'dynos.md',
    entries: reasoned,
  })
})

test('what is confirmed stays so while it says the same, and only then', () => {
  const edited = guide
    .replace('has 30 seconds to finish', 'has 20 seconds to finish')
    .replace('- The memory graph of a dyno should be flat over days.\n', '')
    .concat('- Water the plants.\n')
  const again = draftMap(itemsOf(edited), confirmed)
  expect(again.filter((entry) => !entry.confirmed).map(({ text }) => text)).toEqual([
    expect.stringContaining('has 20 seconds to finish its requests'),
    'Water the plants.',
  ])
  const standing = standingOf(itemsOf(edited), confirmed)
  const byStatus = (status: string) => standing.items.filter((item) => item.status === status)
  expect(byStatus('changed').map(({ line }) => line)).toEqual([59])
  expect(byStatus('unmapped')).toHaveLength(1)
  expect(standing.gone.map(({ text }) => text)).toEqual([
    'The memory graph of a dyno should be flat over days.',
  ])
  expect(standing.claims).toContain('container.graceful-stop')
})

test.for([
  {
    what: 'a claim that is none',
    from: /load\.soak/,
    to: 'load.soek',
    says: 'did you mean load.soak',
  },
  {
    what: 'a key that is unknown',
    from: /(?<=\n {4})confirmed: true/,
    to: 'confirm: true',
    says: 'confirmed',
  },
  {
    what: 'a value of another type',
    from: /(?<=\n {4})confirmed: true/,
    to: 'confirmed: 1',
    says: 'boolean',
  },
  { what: 'no YAML', from: /items:/, to: 'items: [', says: 'not valid YAML' },
  { what: 'another version', from: /version: 1/, to: 'version: 9', says: 'version' },
])('a map with $what is refused, with its line', ({ from, to, says }) => {
  const text = mapText('dynos.md', confirmed).replace(from, to)
  expect(() => readMap(text, 'guide.map.yaml')).toThrow(
    expect.objectContaining({
      code: 'PREFLIGHT_E_GUIDE',
      message: expect.stringMatching(new RegExp(`^guide\\.map\\.yaml:\\d+: .*${says}`)),
    }),
  )
})
