/** Which parts of a session nobody may read in a log. */
import { expect, test } from 'vitest'
import { secretsOf } from './session-secrets.ts'

const opaque = 'ory_st_xk0wiadGs0BtvVn6J9NR5fLq'
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLTE2'
const signed = 's%3Aq1w2e3r4t5.z6u7i8o9p0a1s2d3f4g5%2Bh6'

test.each([
  ['a bearer token that is looked up', { headers: { authorization: `Bearer ${opaque}` } }, opaque],
  ['a token of another scheme', { headers: { Authorization: `Token ${opaque}` } }, opaque],
  ['the signature of a JWT', { headers: {}, token: jwt }, 'c2lnbmF0dXJlLW9mLTE2'],
  ['a token in a header of its own', { headers: { 'X-Api-Key': opaque } }, opaque],
  ['a token in the query', { headers: {}, query: { access_token: opaque } }, opaque],
  ['a refresh token', { headers: {}, refreshToken: opaque }, opaque],
  ['the only cookie', { headers: { cookie: `i_like_it=${opaque}` } }, opaque],
  [
    'the session among cookies',
    {
      headers: {
        cookie: `csrftoken=${'c'.repeat(32)}; sessionid=${opaque}; device=${'d'.repeat(32)}`,
      },
    },
    opaque,
  ],
  [
    'what a browser sends beside its CSRF token',
    {
      headers: { cookie: `XSRF-TOKEN=${'c'.repeat(32)}; any=${opaque}` },
    },
    opaque,
  ],
])('%s', (_what, session, secret) => {
  expect(secretsOf([session])).toEqual([secret])
})

test('the signature of a cookie, as it is sent and as it is read', () => {
  const session = { headers: { cookie: `connect.sid=${signed}` } }
  expect(secretsOf([session])).toEqual(['z6u7i8o9p0a1s2d3f4g5%2Bh6', 'z6u7i8o9p0a1s2d3f4g5+h6'])
})

test.each([
  ['a short token', { headers: { authorization: 'Bearer a1' } }],
  ["a tenant's id", { headers: { 'x-tenant-id': '0b4c1c0e-5d0c-4d8e-9d2c-2f3b7a1c9e55' } }],
  ['a CSRF token', { headers: { 'x-csrf-token': 'c'.repeat(32), cookie: `_csrf=${opaque}` } }],
  ['a cookie that is not the session', { headers: { cookie: `lang=en; device=${opaque}` } }],
])('nothing of %s', (_what, session) => {
  expect(secretsOf([session])).toEqual([])
})
