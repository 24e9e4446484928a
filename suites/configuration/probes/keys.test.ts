/** Goal: a key is tried on sessions that it can have to do with. */
import { expect, test } from 'vitest'
import { isSigned } from './keys.ts'

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'

test.each([
  ['a JWT', { headers: { authorization: `Bearer ${jwt}` } }],
  [
    'a signed cookie',
    { headers: { cookie: 'a=1; sid=s%3AJk2pQ0x9aZ.dozjgNryP4J3jVmNHl0w5N%2FXgL' } },
  ],
  [
    'an encrypted cookie',
    { headers: { cookie: `_app=${'Zm9v'.repeat(40)}--c2lnbmF0dXJlMTIzNDU2Nzg5` } },
  ],
  ['a signed refresh token', { headers: { 'x-session': 'r:0a1b' }, refreshToken: jwt }],
])('%s may be signed', (_what, session) => {
  expect(isSigned(session)).toBe(true)
})

test.each([
  ['a random word', { headers: { 'x-session-token': 'r:1fe179ce5eb84429f9e32e484945155a' } }],
  [
    'cookies of a stored session',
    { headers: { cookie: `sid=${'a1'.repeat(16)}; csrf=${'b'.repeat(64)}` } },
  ],
  ['a number and a word', { headers: { authorization: `Bearer 12|${'k'.repeat(48)}` } }],
  ['a UUID', { headers: {}, query: { key: '6f6b5a1e-0c53-4d07-9b6e-0f1d2c3b4a51' } }],
])('%s names what the backend keeps', (_what, session) => {
  expect(isSigned(session)).toBe(false)
})
