/** Goal: what a rate limit may have caused is nobody's failure; what failed before it stays one. */
import { expect, test } from 'vitest'
import { errorsThatCount, isOwnAnswer, LimitedAnswers, notMeasured } from './limited.ts'

const errors = ['failure 1', 'failure 2', 'trouble', 'failure 3']
const isFailure = (error: string) => error.startsWith('failure')

test('all errors count without a limit', () => {
  expect(errorsThatCount(errors, undefined, isFailure)).toEqual(errors)
})

test('failures after the first answer of a limit do not count', () => {
  const limited = new LimitedAnswers()
  for (const before of [1, 2, 3]) limited.note(before)
  expect(limited).toMatchObject({ count: 3, errorsBefore: 1 })
  expect(errorsThatCount(errors, limited.errorsBefore, isFailure)).toEqual(['failure 1', 'trouble'])
})

test('429 is no limit if the config names it', () => {
  expect(isOwnAnswer({})).toBe(false)
  expect(isOwnAnswer({ statuses: { overloaded: [503] } })).toBe(false)
  expect(isOwnAnswer({ statuses: { overloaded: [503, 429] } })).toBe(true)
})

test('the reason tells how many, and what to do', () => {
  expect(notMeasured(1, 0)).toMatchObject({
    code: 'PREFLIGHT_E_INCONCLUSIVE',
    message: expect.stringContaining('answered 1 request with 429'),
  })
  expect(notMeasured(2, 3).message).toContain('3 failed assertions after the first do not count')
})
