import { describe, expect, test } from 'vitest'
import { Redactor } from '#gate/redact.ts'
import { withCause } from './likely-cause.ts'

const redactor = new Redactor()
redactor.add('the key', 'a-secret-of-this-test')

describe('a backend that ended by itself', () => {
  const ended = ['with code 1; it printed:\na-secret-of-this-test', 'with code 1']
  const failures = [{ message: 'status', expected: '200', observed: 'UND_ERR_SOCKET' }]

  test('is told with what failed, and without secrets', () => {
    const found = withCause({ failures, troubles: [] }, { ended, deaths: [] }, redactor)
    expect(found.failures).toHaveLength(2)
    expect(found.failures[1]).toEqual({
      message: 'the backend while the check ran',
      expected: 'it goes on',
      observed: 'it ended with code 1; it printed:\n[redacted the key]\n1 more ended so',
    })
  })

  test('is told with what could not be measured', () => {
    const troubles = [{ message: 'no answer' }]
    const found = withCause({ failures: [], troubles }, { ended, deaths: [] }, redactor)
    expect(found.failures).toEqual([])
    expect(found.troubles[0]?.message).toMatch(/^no answer; the backend did not go on: it ended /)
  })

  test('makes no failure of its own: some checks end it on purpose', () => {
    const none = { failures: [], troubles: [] }
    expect(withCause(none, { ended, deaths: [] }, redactor)).toEqual(none)
  })

  test('the ends of its workers are told where connections were cut off', () => {
    const meanwhile = { ended: [], deaths: ['worker died'] }
    const found = withCause({ failures, troubles: [] }, meanwhile, redactor)
    expect(found.failures[1]?.observed).toBe('it cut connections off, and printed:\nworker died')
    const others = { failures: [{ message: 'status', observed: '500' }], troubles: [] }
    expect(withCause(others, meanwhile, redactor)).toBe(others)
  })
})
