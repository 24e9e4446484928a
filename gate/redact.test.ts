/** A secret is replaced in every spelling in which it travels, and found if it was not. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addConfigSecret, Redactor, redacted } from './redact.ts'

const secret = 'p@ss/word"with+everything='

function redactorOf(value = secret): Redactor {
  const redactor = new Redactor()
  redactor.add('the password', value)
  return redactor
}

test.each([
  ['as it is', secret],
  ['in a URL', encodeURIComponent(secret)],
  ['in JSON', JSON.stringify({ secret })],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in base64 without padding', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
])('%s', (_how, text) => {
  const redactor = redactorOf()
  expect(redactor.redact(`before ${text} after`)).toContain('[redacted the password]')
  expect(redactor.find(text)).toEqual(['the password'])
  expect(redactor.find(redactor.redact(text))).toEqual([])
})

test('short words are left alone: they stand in innocent text', () => {
  expect(redactorOf('secret').redact('a secret')).toBe('a secret')
})

test('no text that holds the secret survives redaction with it', () => {
  const longer = fc.string({ minLength: 8, maxLength: 40 })
  fc.assert(
    fc.property(longer, fc.string(), fc.string(), (value, before, after) => {
      const redactor = redactorOf(value)
      fc.pre(!'[redacted the password]'.includes(value))
      expect(redactor.redact(before + value + after)).not.toBe(before + value + after)
    }),
  )
})

describe('data', () => {
  test('texts under the name of a secret are masked, and known secrets everywhere', () => {
    const clean = redactorOf().clean({
      headers: { authorization: 'Bearer a', 'set-cookie': ['a=b', 'c=d'] },
      body: `the password is ${secret}`,
      [secret]: 1,
      token: 5,
      status: 200,
    })
    expect(clean).toEqual({
      headers: {
        authorization: '[redacted authorization]',
        'set-cookie': ['[redacted set-cookie]', '[redacted set-cookie]'],
      },
      body: 'the password is [redacted the password]',
      '[redacted the password]': 1,
      token: 5,
      status: 200,
    })
  })

  test('what JSON cannot hold is left out, as JSON does', () => {
    expect(redactorOf().clean({ a: undefined, b: [1, 'x'] })).toEqual({ b: [1, 'x'] })
    expect(redactorOf().clean(undefined)).toBeUndefined()
  })
})

test('a secret of the config is known to every redactor, also to one that was there before', () => {
  const before = new Redactor()
  addConfigSecret('endpoints.metrics', 'q7w8e9r0t1y2')
  for (const redactor of [before, new Redactor()]) {
    expect(redactor.redact('GET /metrics/q7w8e9r0t1y2')).toBe(
      'GET /metrics/[redacted endpoints.metrics]',
    )
    expect(redactor.find('q7w8e9r0t1y2')).toEqual(['endpoints.metrics'])
  }
  expect(redacted('q7w8e9r0t1y2')).toBe('[redacted endpoints.metrics]')
})
