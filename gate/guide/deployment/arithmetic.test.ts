/** Goal: sums as guides write them come to what they say, and anything else to nothing. */
import { describe, expect, test } from 'vitest'
import { readGuide } from '../document/guide.ts'
import { valueOfSum } from './arithmetic.ts'
import { formulasOf } from './formulas.ts'
import { termOf } from './pool-names.ts'

const values: Record<string, number> = { POOL: 20, OVERFLOW: 40, workers: 4 }
const lookUp = (name: string) => values[name]

test.for([
  ['(POOL + OVERFLOW) * workers + 10', 250],
  ['2 x 4 x 15 + 10', 130],
  ['POOL × workers', 80],
  ['1,000 / 4 - 50', 200],
] as const)('%s is %d', ([text, value]) => {
  expect(valueOfSum(text, lookUp)).toBe(value)
})

test.for(['', 'POOL +', '(POOL', 'POOL workers', 'POOL * unknown', 'POOL; workers', '1 / 0'])(
  '"%s" is no sum',
  (text) => expect(valueOfSum(text, lookUp)).toBeUndefined(),
)

describe('what a name stands for', () => {
  test.for([
    ['DB_POOL_SIZE', 'size'],
    ['Pool size', 'size'],
    ['maxOpenConns', 'size'],
    ['SQLALCHEMY_MAX_OVERFLOW', 'overflow'],
    ['workers_per_instance', 'workers'],
    ['num_app_instances', 'instances'],
    ['max_connections', 'max'],
    ['REDIS_POOL_SIZE', undefined],
    ['DB_POOL_TIMEOUT', undefined],
    ['DB_POOL_MIN_SIZE', undefined],
  ] as const)('%s: %s', ([name, term]) => {
    expect(termOf(name)).toBe(term)
  })
})

test('formulas in code, in a sentence, and the other way round', () => {
  const sums = (text: string) => formulasOf(readGuide(text)).map(({ sum }) => sum)
  expect(sums('Keep `max_connections >= pool_size * workers`.')).toEqual(['pool_size * workers'])
  expect(sums('    pool_size * replicas <= max_connections')).toEqual(['pool_size * replicas'])
  expect(sums('Set `max_connections = 200`.')).toEqual([])
})
