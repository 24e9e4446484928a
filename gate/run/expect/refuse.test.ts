/** What counts as a refusal, and what only looks like one. */
import { describe, expect, test } from 'vitest'
import type { Refusal } from '#gate/system/refusal.ts'
import { refusalProblems } from './refuse.ts'

const good: Refusal = {
  exitCode: 1,
  signal: null,
  started: false,
  answered: null,
  listened: false,
  looks: 12,
  workers: 0,
  threads: 1,
  workersEnded: 0,
  workersLoop: false,
  crowd: false,
  seconds: 0.2,
  output: 'SECRET_KEY is a known default',
}
const naming = 'SECRET_KEY'

test('an exit above 0 without an answer that names the variable is a refusal', () => {
  expect(refusalProblems(good, { naming })).toEqual([])
})

describe('is none', () => {
  test.each<[string, Partial<Refusal>, RegExp]>([
    ['it answered', { started: true, answered: 200 }, /answered a request \(200\)/],
    ['it exited with 0', { exitCode: 0 }, /exited with 0/],
    ['it had to be ended', { exitCode: null }, /kept running/],
    ['it forks', { exitCode: null, crowd: true, workers: 101, threads: 102 }, /ted 101 workers/],
    ['its pools fill', { exitCode: null, crowd: true, workers: 2, threads: 4000 }, /4000 threads/],
    ['it crashed', { exitCode: null, signal: 'SIGSEGV' }, /killed by SIGSEGV/],
    ['it names nothing', { output: 'bad configuration' }, /does not name SECRET_KEY/],
  ])('%s', (_what, change, problem) => {
    expect(refusalProblems({ ...good, ...change }, { naming }).join()).toMatch(problem)
  })
})

test('an open port is none of its business, and workers that end in a loop are refusals', () => {
  expect(refusalProblems({ ...good, listened: true }, { naming })).toEqual([])
  const loop = { exitCode: null, workersEnded: 5, workersLoop: true }
  expect(refusalProblems({ ...good, ...loop }, { naming })).toEqual([])
})

test('one of several names will do, in any case', () => {
  expect(refusalProblems(good, { naming: ['JWT_SECRET_KEY', 'secret_key'] })).toEqual([])
})

test.each([
  'db.pool.size: must be at least 1',
  'I[#/db/pool/size] expected integer, but got string',
  'Invalid value for "dbPoolSize"',
  'Db:Pool:Size is no number',
])('a name as the configuration writes it will do: %s', (output) => {
  expect(refusalProblems({ ...good, output }, { naming: 'DB_POOL_SIZE' })).toEqual([])
})

test.each(['the db has a pool of the size 5', 'pool.size is no number'])(
  'words of it will not: %s',
  (output) => {
    const problems = refusalProblems({ ...good, output }, { naming: 'DB_POOL_SIZE' })
    expect(problems).toEqual(['its output does not name DB_POOL_SIZE'])
  },
)

test('a short value that is no word is a problem too', () => {
  const output = 'secret.key: hT9w2LpX is too short'
  const problems = refusalProblems({ ...good, output }, { naming, withoutPrinting: 'hT9w2LpX' })
  expect(problems).toEqual(['its output prints the value'])
})

test('a value that is printed is a problem, a short word is not', () => {
  const printed = { ...good, output: 'SECRET_KEY must not be change-me-in-production' }
  const long = { naming, withoutPrinting: 'change-me-in-production' }
  expect(refusalProblems(printed, long)).toEqual(['its output prints the value'])
  expect(refusalProblems(printed, { naming, withoutPrinting: 'change-me' })).toEqual([])
})
