/** What counts as a refusal, and what only looks like one. */
import { describe, expect, test } from 'vitest'
import type { Refusal } from '#gate/system/start.ts'
import { refusalProblems } from './refuse.ts'

const good: Refusal = {
  exitCode: 1,
  signal: null,
  listened: false,
  looks: 12,
  seconds: 0.2,
  output: 'SECRET_KEY is a known default',
}
const naming = 'SECRET_KEY'

test('an exit above 0 that names the variable and never listened is a refusal', () => {
  expect(refusalProblems(good, { naming })).toEqual([])
})

describe('is none', () => {
  test.each<[string, Partial<Refusal>, RegExp]>([
    ['it listened', { listened: true }, /listened on a port/],
    ['it exited with 0', { exitCode: 0 }, /exited with 0/],
    ['it had to be ended', { exitCode: null }, /kept running/],
    ['it crashed', { exitCode: null, signal: 'SIGSEGV' }, /killed by SIGSEGV/],
    ['it names nothing', { output: 'bad configuration' }, /does not name SECRET_KEY/],
  ])('%s', (_what, change, problem) => {
    expect(refusalProblems({ ...good, ...change }, { naming }).join()).toMatch(problem)
  })
})

test('one of several names will do, in any case', () => {
  expect(refusalProblems(good, { naming: ['JWT_SECRET_KEY', 'secret_key'] })).toEqual([])
})

test('a value that is printed is a problem, a short word is not', () => {
  const printed = { ...good, output: 'SECRET_KEY must not be change-me-in-production' }
  const long = { naming, withoutPrinting: 'change-me-in-production' }
  expect(refusalProblems(printed, long)).toEqual(['its output prints the value'])
  expect(refusalProblems(printed, { naming, withoutPrinting: 'change-me' })).toEqual([])
})
