/** Goal: a leak is a failure, whatever else could not be searched. */
import { expect, test } from 'vitest'
import { Redactor } from '#gate/redact.ts'
import { measure } from '#gate/verdict/verdict.ts'
import { Search } from './places.ts'

function searching() {
  const redactor = new Redactor()
  redactor.add('the key', 'correct-horse-battery')
  const observations: Record<string, number> = {}
  const floors: Record<string, number> = {}
  const search = new Search(
    {
      observe: (kind) => {
        observations[kind] = (observations[kind] ?? 0) + 1
      },
      floor: (kind, min) => {
        floors[kind] = min
      },
    },
    redactor,
  )
  return { search, measured: () => measure({ observations, floors }) }
}

test('an empty place that has to say something makes a clean search inconclusive', () => {
  const { search, measured } = searching()
  search.recordSeeded({ SECRET_KEY: 'correct-horse-battery' })
  search.required('responses', 'nothing')
  search.required('output', '')
  search.conclude()
  expect(measured()).toEqual({ missing: 'too few observations (place searched: 1 of 2)' })
})

test.each([
  ['a place that is empty', (search: Search) => search.required('output', '')],
  ['nothing else', () => {}],
])('a leak is measured beside %s', (_what, more) => {
  const { search, measured } = searching()
  search.optional('responses', 'the key is correct-horse-battery')
  more(search)
  search.conclude()
  expect(search.results[0]?.found).toEqual(['the key'])
  expect(measured()).not.toHaveProperty('missing')
})

test('a search of a start without secrets is inconclusive', () => {
  const { search, measured } = searching()
  search.recordSeeded({ PORT: '8000' })
  search.required('responses', 'nothing')
  search.conclude()
  expect(measured()).toEqual({ missing: 'too few observations (seeded start: 0 of 1)' })
})
