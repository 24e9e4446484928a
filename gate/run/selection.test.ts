/** Words of the command line select claims, and a word that selects none is refused. */
import { expect, test } from 'vitest'
import { claims } from '#guide/index.ts'
import { selectClaims } from './selection.ts'

const idsOf = (...args: Parameters<typeof selectClaims>) =>
  selectClaims(...args).map(({ id }) => id)
const idsWhere = (keep: (claim: (typeof claims)[number]) => boolean) =>
  claims.filter(keep).map(({ id }) => id)

test('nothing selects everything', () => {
  expect(idsOf([])).toEqual(idsWhere(() => true))
})

test('a pattern selects what it matches: a section by its ids, claims by a part of theirs', () => {
  expect(idsOf(['pool.*'])).toEqual(idsWhere(({ section }) => section === 'pool'))
  expect(idsOf(['*rate-limit*'])).toEqual(idsWhere(({ id }) => id.includes('rate-limit')))
  expect(idsOf(['htt?'])).toEqual(idsWhere(({ section }) => section === 'http'))
})

test('the guide decides the order, and nothing is selected twice', () => {
  expect(idsOf(['pool', 'pool.*', 'configuration'])).toEqual(
    idsWhere(({ section }) => ['configuration', 'pool'].includes(section)),
  )
})

test('a level selects by itself, and among what is named', () => {
  expect(idsOf([], ['must'])).toEqual(idsWhere(({ level }) => level === 'must'))
  expect(idsOf(['pool'], ['should', 'beyond'])).toEqual(
    idsWhere(({ section, level }) => section === 'pool' && level !== 'must'),
  )
})

test.for(['nothing.*', 'pool.[a-z]*', 'po(ol', ''])('"%s" selects nothing', (word) => {
  expect(() => selectClaims([word])).toThrow(`--only: unknown claim or section "${word}"`)
})

test('a level that none of the named claims has', () => {
  const [must] = claims.filter(({ level }) => level === 'must')
  expect(() => selectClaims([must?.id ?? ''], ['beyond'])).toThrow('has the level beyond')
})
