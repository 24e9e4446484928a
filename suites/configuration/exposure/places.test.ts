/** Goal: a leak is a failure, whatever else could not be searched. */
import { describe, expect, test } from 'vitest'
import { Redactor } from '#gate/redact.ts'
import { measure } from '#gate/verdict/verdict.ts'
import { Search } from './places.ts'

function searching(...long: string[]) {
  const redactor = new Redactor()
  for (const [at, key] of long.entries()) {
    redactor.add(at === 0 ? 'the long key' : 'another', key)
  }
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

describe('a part of a key is a leak', () => {
  const key = 'q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGfA2eM'
  test.each([
    ['its beginning', `signs with ${key.slice(0, 12)}...`, ['a part of the long key']],
    ['its end', `signs with ...${key.slice(-12)}`, ['a part of the long key']],
    ['all of it', `signs with ${key}`, ['the long key']],
    ['what tells keys apart', `signs with ${key.slice(0, 6)}...${key.slice(-4)}`, []],
  ])('%s', (_what, text, found) => {
    const { search } = searching(key)
    search.optional('output', text)
    expect(search.results[0]?.found).toEqual(found)
  })

  test('what two secrets have in common tells neither', () => {
    const { search } = searching(key, `${key.slice(0, 20)}another end of a long key`)
    search.optional('output', `signs with ${key.slice(0, 12)}...`)
    expect(search.results[0]?.found).toEqual([])
  })

  test('a placeholder is no secret', () => {
    const { search } = searching('generate-with-openssl-rand-base64-32')
    search.optional('output', 'a placeholder, such as generate-with-something')
    expect(search.results[0]?.found).toEqual([])
  })
})

test('the line around a leak is told, without the secret', () => {
  const { search } = searching()
  const line = `WARN body ${'x'.repeat(400)} {"password":"correct-horse-battery"} of POST /login`
  search.optional('output', `ready\n${line}\nstopped`)
  expect(search.results[0]?.line).toMatch(
    /^x+ \{"password":"\[redacted the key\]"\} of POST \/login$/,
  )
  search.optional('responses', 'nothing')
  expect(search.results[1]).not.toHaveProperty('line')
})

test('a search of a start without secrets is inconclusive', () => {
  const { search, measured } = searching()
  search.recordSeeded({ PORT: '8000' })
  search.required('responses', 'nothing')
  search.conclude()
  expect(measured()).toEqual({ missing: 'too few observations (seeded start: 0 of 1)' })
})
