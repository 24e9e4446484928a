/** Goal: the longest time without a break for which a table takes no writes. */
import { expect, test } from 'vitest'
import { Keeping, keptFromWrites } from './lock-waits.ts'

test('a table is kept from the first sample to the last one of a row', () => {
  const keeping = new Keeping()
  keeping.note(['records'], 0)
  keeping.note(['records', 'users'], 400)
  keeping.note(['users'], 900)
  keeping.note(['records', 'users'], 1_000)
  keeping.note([], 1_100)
  expect(keeping.longestMs).toEqual({ records: 400, users: 600 })
})

test('only tables count on which a lock would last', () => {
  const waits = { keptMs: { records: 1_200, '"Users"': 1_500, migrations: 3_000, 'a.users': 9 } }
  expect(keptFromWrites(waits, [{ table: 'public.records' }, { table: 'public.Users' }])).toEqual([
    { table: 'records', ms: 1_200 },
    { table: '"Users"', ms: 1_500 },
  ])
  expect(keptFromWrites(waits, [])).toEqual([])
})
