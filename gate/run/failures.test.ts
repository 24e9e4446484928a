/** Goal: secrets and colours stay out of a failure, what is cut says so, and repeats are one. */
import { describe, expect, test } from 'vitest'
import { Redactor } from '#gate/redact.ts'
import { failuresOf, type ReportedError, troublesOf } from './failures.ts'

const redactor = new Redactor()
redactor.add('the key', 'a-secret-of-this-test')

function told(observed: string, required = '200', label = 'status'): ReportedError {
  const meta = { label, required, observed, key: `${label} ${required}` }
  return { message: `${label}: required …`, __vitest_error_context__: { meta } }
}

describe('failures', () => {
  test('of one label and requirement are one, which counts what was observed', () => {
    const errors = [told('500'), told('502'), told('500'), told('500', '201')]
    expect(failuresOf(errors, redactor)).toEqual([
      { message: 'status', expected: '200', observed: '500 (2 of 3 times)\n502 (1 of 3 times)' },
      { message: 'status', expected: '201', observed: '500' },
    ])
  })

  test('count the assertions that held', () => {
    expect(failuresOf([told('500')], redactor, { 'status 200': 20 })).toMatchObject([
      { observed: '500 (1 of 20 times)' },
    ])
  })

  test('have no secret, and values that differ in one alone are one', () => {
    const errors = [told('"a-secret-of-this-test"'), told('"[redacted the key]"')]
    expect(failuresOf([...errors, told('a-secret-of-this-test', 'a', 'b')], redactor)).toEqual([
      { message: 'status', expected: '200', observed: '"[redacted the key]" (2 times)' },
      { message: 'b', expected: 'a', observed: '[redacted the key]' },
    ])
  })

  test('say how much was cut, which never is a part of a secret', () => {
    const long = `${'x'.repeat(1_990)}a-secret-of-this-test${'x'.repeat(100)}`
    const [failure] = failuresOf([told(long)], redactor)
    expect(failure?.observed).toMatch(/x\[redacted\s+… \d+ more characters$/)
  })

  test('of a library keep its sentence, and count its repeats', () => {
    const error = { name: 'AssertionError', message: '\u001B[31mexpected 1 to be 2\u001B[39m' }
    expect(failuresOf([error, error], redactor)).toEqual([
      { message: 'expected 1 to be 2 (2 times)' },
    ])
  })
})

test('what is no assertion is a trouble, with its code and hint', () => {
  const error = { message: 'no a-secret-of-this-test', code: 'PREFLIGHT_E_TIMEOUT', hint: 'wait' }
  expect(troublesOf([told('1'), error, { message: 'b', code: undefined }], redactor)).toEqual([
    { message: 'no [redacted the key]', code: 'PREFLIGHT_E_TIMEOUT', hint: 'wait' },
    { message: 'b' },
  ])
  expect(failuresOf([error], redactor)).toEqual([])
})

test('a check that runs out of time is told without advice for those who write checks', () => {
  const advice = 'If this is a long-running test, pass a timeout value as the last argument'
  const [trouble] = troublesOf([{ message: `Test timed out in 600000ms.\n${advice}` }], redactor)
  expect(trouble?.message).toBe(
    'the check did not end within 600 s: this machine or the backend is too slow',
  )
})
