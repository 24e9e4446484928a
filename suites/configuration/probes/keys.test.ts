/** What a session that stays good can say of a key. */
import { expect, test } from 'vitest'
import { isLookedUp } from './keys.ts'

test.each([
  [{ authorization: 'Bearer ory_st_xk0wiadGs0BtvVn6J9NR5fLq' }, true],
  [{ Authorization: 'token 5f4dcc3b5aa765d61d8327deb882cf99' }, true],
  [{ authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln' }, false],
  [{ cookie: 'session=5f4dcc3b5aa765d61d8327deb882cf99' }, false],
  [{ authorization: 'Bearer 5f4dcc3b', cookie: 'sid=1' }, false],
  [{ 'x-api-key': 'abc' }, false],
])('%o is only looked up: %s', (headers, expected) => {
  expect(isLookedUp({ headers: headers as Record<string, string> })).toBe(expected)
})
