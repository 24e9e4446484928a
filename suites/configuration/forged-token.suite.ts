/** Forged tokens must be rejected. */
import {
  decodeJwt,
  decodeProtectedHeader,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { check } from '#gate/run/check.ts'
import type { Samples } from '#gate/run/context.ts'
import { sharedVariable } from '#gate/system/environment.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { knownDefaultsOf } from './known-defaults.ts'
import { protectedRequests } from './token-endpoints.ts'

interface Forgery {
  name: string
  token: string
}

/** How a backend makes bytes of the text of its key. */
type Reading = (key: string) => Uint8Array

const readings: Readonly<Record<string, Reading>> = {
  'as text': (key) => new TextEncoder().encode(key),
  'as base64': (key) => new Uint8Array(Buffer.from(key, 'base64')),
  'as hexadecimal': (key) => new Uint8Array(Buffer.from(key, 'hex')),
}

/** Makes tokens that differ from a valid one only in what an attacker changes. */
interface Forger {
  payload: JWTPayload
  /** The valid token's algorithm and key id, or HS256 if it is signed with a pair of keys. */
  header: JWTHeaderParameters
  read: Reading
}

async function sign({ payload, header, read }: Forger, key: string): Promise<string> {
  return await new SignJWT(payload).setProtectedHeader(header).sign(read(key))
}

/** The same header and payload with another signature, or none. */
function resign(token: string, signature: string): string {
  return `${token.split('.').slice(0, 2).join('.')}.${signature}`
}

/** Tokens with the claims of a valid one, signed with keys that an attacker knows or guesses. */
async function wrongKeys(target: Target, forger: Forger, samples: Samples): Promise<Forgery[]> {
  const keys = await knownDefaultsOf(target, 'jwtSecretKey', samples)
  const guessed = keys.filter((key) => forger.read(key).length > 0)
  const forgeries = await Promise.all(
    guessed.map(async (key) => ({ name: `signed with "${key}"`, token: await sign(forger, key) })),
  )
  // One variable for both keys: then what is signed with it is no forgery.
  const isShared = sharedVariable(target.config, 'secretKey', 'jwtSecretKey') !== undefined
  const other = isShared ? undefined : target.config.settings?.secretKey
  const secret = other === undefined ? undefined : target.secrets[other]
  if (other !== undefined && secret !== undefined) {
    forgeries.push({ name: `signed with ${other}`, token: await sign(forger, secret) })
  }
  return forgeries
}

/** Tokens with the right key and wrong claims, and tokens without a valid signature. */
async function wrongClaims(key: string, token: string, forger: Forger): Promise<Forgery[]> {
  const { payload } = forger
  const now = Math.floor(Date.now() / 1000)
  const expired = { ...payload, iat: now - 7200, exp: now - 3600 }
  const lately = { ...payload, iat: now - 7200, exp: now - 600 }
  const elsewhere = { ...payload, aud: 'another-service' }
  return [
    { name: 'expired an hour ago', token: await sign({ ...forger, payload: expired }, key) },
    { name: 'expired ten minutes ago', token: await sign({ ...forger, payload: lately }, key) },
    {
      name: 'for another audience',
      token: await sign({ ...forger, payload: elsewhere }, key),
    },
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

/** The valid token's header, for what the gate signs itself. */
function headerOf(token: string): JWTHeaderParameters {
  const header = decodeProtectedHeader(token) as JWTHeaderParameters
  return header.alg.startsWith('HS') ? header : { alg: 'HS256', typ: 'JWT' }
}

/** How the target reads its key: the reading whose tokens it accepts; undefined if none. */
async function readingOf(
  key: string,
  forger: Omit<Forger, 'read'>,
  accepts: (token: string) => Promise<boolean>,
): Promise<Reading | undefined> {
  for (const read of Object.values(readings)) {
    if (read(key).length > 0 && (await accepts(await sign({ ...forger, read }, key)))) return read
  }
  return undefined
}

check('configuration.forged-token-rejected', async ({ target, samples, evidence, expect }) => {
  const key = target.secrets[target.variable('jwtSecretKey')]
  if (key === undefined)
    throw inconclusive('the signing key of this start is not known to the gate')
  const running = await target.running()
  const profile = running.operation('profile').request()
  const { session, requests } = await protectedRequests(target, running)
  const { token } = session
  if (token === undefined)
    throw unverified({
      because: 'the result of operations.login has no token',
      hint: 'return it there',
    })
  const ask = async (sent: string, spec: RequestSpec = profile) =>
    statusOrError(await running.tryPatiently(spec, { headers: replaceToken(session, token, sent) }))
  const status = await ask(token)
  const { alg } = decodeProtectedHeader(token)
  const keyIsShared = sharedVariable(target.config, 'secretKey', 'jwtSecretKey') ?? false
  evidence.observe('control', { status, alg, keyIsShared })
  evidence.floor('control', 1)
  const isAccepted = (answer: number | string) => typeof answer === 'number' && answer < 300
  if (!isAccepted(status)) throw inconclusive(`a valid token got ${status}`)
  const signer = { payload: decodeJwt(token), header: headerOf(token) }
  const read = await readingOf(key, signer, async (resigned) => {
    const answer = await ask(resigned)
    evidence.observe('re-signed token', { status: answer })
    return isAccepted(answer)
  })
  const forger = { ...signer, read: read ?? (readings['as text'] as Reading) }
  const forgeries = [
    ...(await wrongKeys(target, forger, samples)),
    ...(await wrongClaims(key, token, forger)),
  ]
  evidence.floor('forged token', forgeries.length)
  for (const { name, token: forged } of forgeries) {
    const answer = await ask(forged)
    evidence.observe('forged token', { name, status: answer })
    expect.soft(answer, `status for a token ${name}`).toBeOneOf(running.statuses.forgedToken)
    for (const { what, spec } of requests) {
      const elsewhere = await ask(forged, spec)
      evidence.observe('forged token elsewhere', { name, what, status: elsewhere })
      const label = `${what} is answered for a token ${name} (${elsewhere})`
      expect.soft(isAccepted(elsewhere), label).toBe(false)
    }
  }
  // A forgery that is accepted fails in any case; a rejection proves little if good ones are, too.
  if (read === undefined) {
    const why = `the target accepts no token that the gate signs with the real key (${alg})`
    throw inconclusive(`${why}, so a rejection says nothing about the key, expiry or audience`)
  }
})
