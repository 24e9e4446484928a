import { UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { isJwt, lifeOf, shortLife } from './token-life.ts'

const reply = { json: undefined, headers: {} }
const token = new UnsecuredJWT({ iat: 1_000, exp: 1_900 }).encode()
const endless = new UnsecuredJWT({ sub: '7' }).encode()

describe('the life of a session', () => {
  it('is what its token says', () => {
    const said = { ...reply, json: { expires_in: 60 } }
    expect(lifeOf({ headers: {}, token }, said)).toEqual({ seconds: 900, source: 'the token' })
  })

  it('is what the login or its cookies say, if the token is opaque', () => {
    const opaque = { headers: {}, token: 'f00' }
    expect(lifeOf(opaque, { ...reply, json: { expires_in: 60 } })?.seconds).toBe(60)
    const headers = { 'set-cookie': ['a=1; Max-Age=300; Path=/', 'b=2; max-age=120'] }
    expect(lifeOf(opaque, { ...reply, headers })?.seconds).toBe(120)
    expect(lifeOf(opaque, reply)).toBeUndefined()
  })

  it('is unknown if the token has no end', () => {
    expect(lifeOf({ headers: {}, token: endless }, reply)).toBeUndefined()
    expect(isJwt({ headers: {}, token: endless })).toBe(true)
    expect(isJwt({ headers: {}, token: 'f00' })).toBe(false)
  })
})

it.each([
  [20, 4],
  [600, 8],
  [9_000, 20],
])('where a login takes %s ms, a life of %s s can be waited for', (loginMs, seconds) => {
  expect(shortLife(loginMs)).toBe(seconds)
})
