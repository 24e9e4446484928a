/** A secret is replaced in every spelling in which it travels, and found if it was not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Redactor } from './redact.ts'

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
