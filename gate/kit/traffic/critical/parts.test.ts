/** Goal: what a config lacks for one part keeps no other part from being judged. */
import { describe, expect, it } from 'vitest'
import type { Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { Parts } from './parts.ts'
import { isCookieAlone } from './sessions.ts'

describe('parts', () => {
  it('are tried one after the other, and the first that lacks something is told', async () => {
    const parts = new Parts({})
    expect(await parts.try(async () => 1)).toBe(1)
    expect(parts.lacking).toBeUndefined()
    const first = unverified({ missing: ['operations.readRecord'] })
    expect(await parts.try(() => Promise.reject(first))).toBeUndefined()
    await parts.try(() => Promise.reject(unverified({ missing: ['operations.logout'] })))
    expect(await parts.try(async () => 2)).toBe(2)
    expect(parts.lacking).toBe(first)
  })

  it('that need what the backend has none of are left out, with the reason', async () => {
    const reason = 'all have the same rights'
    const parts = new Parts({ notApplicable: { 'operations.changeRole': reason } })
    const needing = (...missing: string[]) =>
      parts.try(() => Promise.reject(unverified({ missing })))
    await needing('operations.changeRole')
    await needing('operations.changeRole')
    expect(parts.lacking).toBeUndefined()
    expect(parts.leftOut).toEqual([{ operation: 'operations.changeRole', reason }])
    await needing('operations.logout')
    expect(parts.lacking?.missing).toEqual(['operations.logout'])
    expect(parts.lacking?.hint).toMatch(/^add it, or list operations.logout under notApplicable/)
  })

  it('end with any other error', async () => {
    const error = inconclusive('the edge is gone')
    await expect(new Parts({}).try(() => Promise.reject(error))).rejects.toBe(error)
  })
})

describe('a session that is a cookie alone', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'
  it.each<[Session, boolean]>([
    [{ headers: { cookie: 'sid=af31' } }, true],
    [{ headers: { 'X-CSRF-Token': '1', Cookie: 'sid=af31; csrf=1' } }, true],
    [{ headers: { cookie: `token=${jwt}` } }, false],
    [{ headers: { cookie: 'sid=af31' }, refreshToken: 'r' }, false],
    [{ headers: { cookie: 'sid=af31', authorization: 'Bearer x' } }, false],
    [{ headers: { authorization: 'Bearer x' } }, false],
    [{ headers: { 'x-session': 'af31' } }, false],
    [{ headers: {}, query: { key: 'a' } }, false],
  ])('%j: %s', (session, is) => {
    expect(isCookieAlone(session)).toBe(is)
  })
})
