/** The ledger against the guide as it is, and against copies that are edited while this runs. */
import { expect, test } from 'vitest'
import { claims } from '#guide/index.ts'
import { ledger } from '#guide/ledger/index.ts'
import { itemsOf } from '../document/items.ts'
import { needsGuide, ownGuide } from '../testing/own-guide.ts'
import { compare } from './compare.ts'
import { differences } from './differences.ts'

const guide = ownGuide ?? ''

/** A test of the guide itself; where the guide is not, its name says that it was not tried. */
function testWithGuide(name: string, body: () => void): void {
  test(`${name}${needsGuide}`, () => {
    if (ownGuide !== undefined) body()
  })
}
const same = { unmapped: [], changed: [], gone: [], moved: [] }
const differencesOf = (text: string) => differences(compare(itemsOf(text), ledger))

testWithGuide('every item of the guide is in the ledger as it is', () => {
  expect(differencesOf(guide)).toEqual(same)
  expect(itemsOf(guide).map(({ line }) => line)).toEqual(ledger.map(({ line }) => line))
})

testWithGuide('line ends, a BOM and white space make no difference', () => {
  const crlf = `\uFEFF${guide.replaceAll('\n', '\r\n')}`
  expect(differencesOf(crlf)).toEqual(same)
  expect(differencesOf(guide.replace(/^(- \[ \] \w+) /gm, '$1   '))).toEqual(same)
})

/** Fences and the title: lines that say nothing of their own. */
const silent = /^(```|# )/

testWithGuide('an edit of any line with a word in it is found', () => {
  const unseen: string[] = []
  // Part by part, as to read the whole guide for each line would take half a minute.
  for (const part of guide.split(/^(?=## )/m)) {
    const heading = /^## (.*)/.exec(part)?.[1]
    const known = ledger.filter(({ section }) => section[0] === heading)
    const lines = part.split('\n')
    let isInCode = false
    for (const [at, line] of lines.entries()) {
      if (line.startsWith('```')) isInCode = !isInCode
      if (!/\w/.test(line) || (silent.test(line) && !(isInCode && line.startsWith('# ')))) continue
      const copy = lines.with(at, line.replace(/\w+/, 'edited')).join('\n')
      const found = differences(compare(itemsOf(`# Title\n\n${copy}`), known))
      if (Object.values(found).flat().length === 0) unseen.push(line)
    }
  }
  expect(unseen).toEqual([])
})

testWithGuide('an edited item keeps its claims, an item taken away is gone', () => {
  const edited = differencesOf(guide.replace('DB_POOL_TIMEOUT=30  ', 'DB_POOL_TIMEOUT=31  '))
  const variable = edited.changed.find(({ kind }) => kind === 'variable')
  expect(variable?.claims).toContain('pool.timeout')
  expect(edited.changed.map(({ kind }) => kind)).toEqual(['code block', 'variable'])
  expect({ ...edited, changed: [] }).toEqual(same)

  const without = differencesOf(guide.replace('- [ ] Run database migrations\n', ''))
  expect(without.gone.map(({ claims: lost }) => lost)).toEqual([
    ['database.migrate-upgrade', 'database.pending-migration-not-ready'],
  ])
  expect({ ...without, gone: [] }).toEqual(same)
})

testWithGuide('an item in another place has moved, a new one is unmapped', () => {
  const item = '- [ ] Run database migrations\n'
  const other = '- [ ] Configure production database credentials\n'
  const swapped = guide.replace(item, '').replace(other, other + item)
  expect(differencesOf(swapped).moved.map(({ claims: of }) => of[0])).toEqual([
    'database.migrate-upgrade',
  ])
  const more = differencesOf(guide.replace(item, `${item}- [ ] Water the plants\n`))
  expect(more.unmapped).toHaveLength(1)
  expect({ ...more, unmapped: [] }).toEqual(same)
})

test('a claim that is deleted, or that has no item, is seen', () => {
  const claimed = new Set<string>(ledger.flatMap(({ claims: became }) => became))
  expect([...claimed].toSorted()).toEqual(claims.map(({ id }) => id).toSorted())
  for (const { id } of claims) {
    const left = new Set(claims.filter((claim) => claim.id !== id).map((claim) => claim.id))
    expect([...claimed].filter((claim) => !left.has(claim as typeof id))).toEqual([id])
  }
})
