/** Which part of a session nobody may read in a log. */
import { expect, test } from 'vitest'
import { secretsOf } from './exercise.ts'

const opaque = 'ory_st_xk0wiadGs0BtvVn6J9NR5fLq'
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLTE2'

test.each([
  ['a bearer token that is looked up', { headers: { authorization: `Bearer ${opaque}` } }, opaque],
  ['the signature of a JWT', { headers: {}, token: jwt }, 'c2lnbmF0dXJlLW9mLTE2'],
])('%s', (_what, session, secret) => {
  expect(secretsOf([session])).toEqual([secret])
})

test('none of a short token, or of a cookie', () => {
  const sessions = [{ headers: { authorization: 'Bearer a1' } }, { headers: { cookie: opaque } }]
  expect(secretsOf(sessions)).toEqual([])
})
