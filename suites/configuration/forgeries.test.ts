import { createHmac } from 'node:crypto'
import {
  base64url,
  type CompactJWSHeaderParameters,
  decodeJwt,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Forger,
  type Forgery,
  headerOf,
  readings,
  wrongClaims,
  wrongKeys,
  wrongSignatures,
} from './forgeries.ts'

const key = 'k8Jq2VtN0xYw5ZbR7cLs4MfP9hDg1TaE'
const audience = 'notes'
const bytes = readings['as text']
const good = { audience, algorithms: ['HS256'] }

let forgeries: Forgery[]

beforeAll(async () => {
  const token = await new SignJWT({ sub: '1' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('15 minutes')
    .sign(bytes(key))
  const forger: Forger = { payload: decodeJwt(token), header: headerOf(token), read: bytes }
  forgeries = [
    ...(await wrongKeys(token, key, forger, [{ name: '"change-me"', key: 'change-me' }])),
    ...(await wrongClaims(key, forger)),
    ...wrongSignatures(token, forger.payload),
  ]
})

/** The names of the forgeries that a backend takes for good. */
async function accepted(verify: (token: string) => Promise<unknown>): Promise<string[]> {
  const names: string[] = []
  for (const { name, token } of forgeries) {
    await verify(token).then(
      () => names.push(name),
      () => undefined,
    )
  }
  return names
}

/** A backend that compares as much of a signature as `isRight` does. */
function comparing(isRight: (given: string, expected: string) => boolean) {
  return async (token: string) => {
    const [header, payload, signature = ''] = token.split('.')
    const mac = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url')
    if (!isRight(signature, mac)) throw new Error('another signature')
  }
}

describe('forged tokens', () => {
  it('are all refused by who verifies, even with five minutes of patience', async () => {
    const verify = (token: string) =>
      jwtVerify(token, bytes(key), { ...good, clockTolerance: '5 minutes' })
    expect(await accepted(verify)).toEqual([])
  })

  it('find a backend that forgives an hour', async () => {
    const verify = (token: string) =>
      jwtVerify(token, bytes(key), { ...good, clockTolerance: '1 hour' })
    expect(await accepted(verify)).toEqual(['expired 10 minutes ago'])
  })

  it('find a backend that asks for no audience', async () => {
    const verify = (token: string) => jwtVerify(token, bytes(key), { algorithms: ['HS256'] })
    expect(await accepted(verify)).toEqual(['for another audience'])
  })

  it.each([8, 16])('find a backend that uses %i characters of its key', async (length) => {
    const verify = (token: string) => jwtVerify(token, bytes(key.slice(0, length)), good)
    expect(await accepted(verify)).toEqual([
      `signed with the first ${length} characters of the key alone`,
    ])
  })

  it('find a backend that has no key at all', async () => {
    const verify = async (token: string) => {
      const [header, payload, signature] = token.split('.')
      const mac = createHmac('sha256', '').update(`${header}.${payload}`).digest('base64url')
      if (signature !== mac) throw new Error('another signature')
    }
    expect(await accepted(verify)).toEqual(['signed with an empty key'])
  })

  it('find a backend that believes the key in the header', async () => {
    const keyOf = async ({ jwk }: CompactJWSHeaderParameters) =>
      jwk ? await importJWK(jwk, 'HS256') : bytes(key)
    const verify = (token: string) => jwtVerify(token, keyOf, good)
    expect(await accepted(verify)).toEqual(['signed with a key that its own header brings'])
  })

  it('find a backend that compares half of a signature', async () => {
    const first = comparing((given, mac) => given.startsWith(mac.slice(0, 20)))
    expect(await accepted(first)).toContain('with only the first half of its signature right')
    const second = comparing((given, mac) => given.endsWith(mac.slice(-20)))
    expect(await accepted(second)).toContain('with only the second half of its signature right')
  })

  it('find a backend that knows none in one spelling only', async () => {
    const verify = async (token: string) => {
      const header = JSON.parse(
        new TextDecoder().decode(base64url.decode(token.split('.')[0] ?? '')),
      )
      if (header.alg === 'none' || header.alg.toLowerCase() !== 'none') throw new Error('no')
    }
    expect(await accepted(verify)).toEqual(['with alg None', 'with alg NONE'])
  })
})
