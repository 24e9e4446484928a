/** Forged tokens must be rejected. */
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import type { Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Samples } from '#gate/run/context.ts'
import { sharedVariable } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { knownDefaultsOf } from './known-defaults.ts'

interface Forgery {
  name: string
  token: string
}

function bytes(key: string): Uint8Array {
  return new TextEncoder().encode(key)
}

async function sign(payload: JWTPayload, key: string): Promise<string> {
  return await new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(bytes(key))
}

/** The same header and payload with another signature, or none. */
function resign(token: string, signature: string): string {
  return `${token.split('.').slice(0, 2).join('.')}.${signature}`
}

/** Tokens with the claims of a valid one, signed with keys that an attacker knows or guesses. */
async function wrongKeys(
  target: Target,
  payload: JWTPayload,
  samples: Samples,
): Promise<Forgery[]> {
  const keys = await knownDefaultsOf(target, 'jwtSecretKey', samples)
  const guessed = keys.filter((key) => key.length > 0)
  const forgeries = await Promise.all(
    guessed.map(async (key) => ({ name: `signed with "${key}"`, token: await sign(payload, key) })),
  )
  // One variable for both keys: then what is signed with it is no forgery.
  const isShared = sharedVariable(target.config, 'secretKey', 'jwtSecretKey') !== undefined
  const other = isShared ? undefined : target.config.settings?.secretKey
  const secret = other === undefined ? undefined : target.secrets[other]
  if (other !== undefined && secret !== undefined) {
    forgeries.push({ name: `signed with ${other}`, token: await sign(payload, secret) })
  }
  return forgeries
}

/** Tokens with the right key and wrong claims, and tokens without a valid signature. */
async function wrongClaims(target: Target, token: string, payload: JWTPayload) {
  const key = target.secrets[target.variable('jwtSecretKey')]
  if (key === undefined)
    throw inconclusive('the signing key of this start is not known to the gate')
  const now = Math.floor(Date.now() / 1000)
  const expired = { ...payload, iat: now - 7200, exp: now - 3600 }
  const elsewhere = { ...payload, aud: 'another-service' }
  return [
    { name: 'expired an hour ago', token: await sign(expired, key) },
    { name: 'for another audience', token: await sign(elsewhere, key) },
    { name: 'with alg none', token: new UnsecuredJWT(payload).encode() },
    { name: 'without a signature', token: resign(token, '') },
    { name: 'with a signature of zeros', token: resign(token, 'A'.repeat(43)) },
  ]
}

/** The session's headers with its token replaced. */
function replaceToken(session: Session, token: string, forged: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(session.headers).map(([name, value]) => [name, value.replace(token, forged)]),
  )
}

check('configuration.forged-token-rejected', async ({ target, samples, evidence, expect }) => {
  target.variable('jwtSecretKey')
  const running = await target.running()
  const profile = running.operation('profile').request()
  const session = await running.login(await target.admin())
  const { token } = session
  if (token === undefined)
    throw unverified({
      because: 'the result of operations.login has no token',
      hint: 'return it there',
    })
  const payload = decodeJwt(token)
  const control = await running.send(profile, { session })
  evidence.observe('control', {
    status: control.status,
    alg: decodeProtectedHeader(token).alg,
    keyIsShared: sharedVariable(target.config, 'secretKey', 'jwtSecretKey') ?? false,
  })
  evidence.floor('control', 1)
  expect(control.status, 'status for a valid token').toBeLessThan(300)
  // A token signed by the gate must be accepted, or the rejections below prove nothing.
  if (decodeProtectedHeader(token).alg === 'HS256') {
    const key = target.secrets[target.variable('jwtSecretKey')] ?? ''
    const resigned = { headers: replaceToken(session, token, await sign(payload, key)) }
    const { status } = await running.send(profile, resigned)
    evidence.observe('re-signed token', { status })
    if (status >= 300) throw inconclusive(`a token re-signed with the real key got ${status}`)
  }
  const forgeries = [
    ...(await wrongKeys(target, payload, samples)),
    ...(await wrongClaims(target, token, payload)),
  ]
  evidence.floor('forged token', forgeries.length)
  for (const { name, token: forged } of forgeries) {
    const headers = replaceToken(session, token, forged)
    const outcome = await running.tryPatiently(profile, { headers })
    const status = statusOrError(outcome)
    evidence.observe('forged token', { name, status })
    expect.soft(status, `status for a token ${name}`).toBeOneOf(running.statuses.forgedToken)
  }
})
