/** Tokens that differ from a valid one only in what an attacker changes. */
import { createHmac } from 'node:crypto'
import {
  base64url,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose'

export interface Forgery {
  name: string
  token: string
}

/** How a backend makes bytes of the text of its key. */
export type Reading = (key: string) => Uint8Array

export const readings = {
  'as text': (key) => new TextEncoder().encode(key),
  'as base64': (key) => new Uint8Array(Buffer.from(key, 'base64')),
  'as hexadecimal': (key) => new Uint8Array(Buffer.from(key, 'hex')),
} as const satisfies Readonly<Record<string, Reading>>

/** What the tokens of a target have in common. */
export interface Forger {
  payload: JWTPayload
  /** The valid token's algorithm and key id, or HS256 if it is signed with a pair of keys. */
  header: JWTHeaderParameters
  read: Reading
}

export async function sign({ payload, header, read }: Forger, key: string): Promise<string> {
  return await new SignJWT(payload).setProtectedHeader(header).sign(read(key))
}

/** The valid token's header, for what the gate signs itself. */
export function headerOf(token: string): JWTHeaderParameters {
  const header = decodeProtectedHeader(token) as JWTHeaderParameters
  return header.alg.startsWith('HS') ? header : { alg: 'HS256', typ: 'JWT' }
}

/** The same header and payload with another signature, or none. */
function resign(token: string, signature: string): string {
  return `${token.split('.').slice(0, 2).join('.')}.${signature}`
}

const minute = 60
/**
 * Beyond what any library forgives for clocks that differ, which is 5 minutes at most, and as old
 * as a token that was stolen long ago.
 */
const ages = [
  { name: 'expired 10 minutes ago', seconds: 10 * minute },
  { name: 'expired a day ago', seconds: 24 * 60 * minute },
] as const

/** Tokens with the right key and claims that make them no good, or no longer. */
export async function wrongClaims(key: string, forger: Forger): Promise<Forgery[]> {
  const now = Math.floor(Date.now() / 1000)
  const { payload } = forger
  const cases = [
    ...ages.map(({ name, seconds }) => ({
      name,
      claims: { iat: now - seconds - 15 * minute, exp: now - seconds },
    })),
    { name: 'for another audience', claims: { aud: 'another-service' } },
  ]
  return await Promise.all(
    cases.map(async ({ name, claims }) => ({
      name,
      token: await sign({ ...forger, payload: { ...payload, ...claims } }, key),
    })),
  )
}

/** The token with the algorithm none, as the standard spells it and as it does not. */
function withoutAlgorithm(token: string, payload: JWTPayload): Forgery[] {
  const plain = new UnsecuredJWT(payload).encode()
  const others = ['None', 'NONE'].map((alg) => {
    const header = base64url.encode(JSON.stringify({ ...decodeProtectedHeader(token), alg }))
    return { name: `with alg ${alg}`, token: `${header}.${token.split('.')[1]}.` }
  })
  return [{ name: 'with alg none', token: plain }, ...others]
}

/** The token with all but some of the characters of its signature changed. */
function keepSignature(token: string, isKept: (at: number, length: number) => boolean): string {
  const signature = token.split('.')[2] ?? ''
  const changed = [...signature].map((character, at, { length }) => {
    if (isKept(at, length)) return character
    return character === 'A' ? 'B' : 'A'
  })
  return resign(token, changed.join(''))
}

/** Tokens without a valid signature: none, another, and one of which a part is right. */
export function wrongSignatures(token: string, payload: JWTPayload): Forgery[] {
  return [
    ...withoutAlgorithm(token, payload),
    { name: 'without a signature', token: resign(token, '') },
    { name: 'with a signature of zeros', token: resign(token, 'A'.repeat(43)) },
    {
      name: 'with only the first half of its signature right',
      token: keepSignature(token, (at, length) => at < length / 2),
    },
    {
      name: 'with only the second half of its signature right',
      token: keepSignature(token, (at, length) => at >= length / 2),
    },
  ]
}

const hashes: Readonly<Record<string, string>> = {
  HS256: 'sha256',
  HS384: 'sha384',
  HS512: 'sha512',
}

/** Signed with no key at all, which jose refuses to do. */
function emptyKey({ payload, header }: Forger): Forgery[] {
  const hash = hashes[header.alg]
  if (hash === undefined) return []
  const text = [header, payload].map((part) => base64url.encode(JSON.stringify(part))).join('.')
  const signature = createHmac(hash, '').update(text).digest('base64url')
  return [{ name: 'signed with an empty key', token: `${text}.${signature}` }]
}

/** What is left of a key that is cut: few enough to be found by trying. */
const cuts = [8, 16] as const

/** Signed with the beginning of the real key: then most of it protects nothing. */
async function cutKeys(key: string, forger: Forger): Promise<Forgery[]> {
  return await Promise.all(
    cuts
      .filter((length) => length < key.length && forger.read(key.slice(0, length)).length > 0)
      .map(async (length) => ({
        name: `signed with the first ${length} characters of the key alone`,
        token: await sign(forger, key.slice(0, length)),
      })),
  )
}

/** Algorithms with a pair of keys that a header can bring along. */
const pairs = /^(?:RS|PS|ES)\d{3}$/

/** Signed with a key that the token itself brings in its header, of the kind that is in use. */
async function ownKey({ payload, header }: Forger, alg: string): Promise<Forgery[]> {
  const name = 'signed with a key that its own header brings'
  if (pairs.test(alg)) {
    const { publicKey, privateKey } = await generateKeyPair(alg)
    const jwk = await exportJWK(publicKey)
    const signer = new SignJWT(payload).setProtectedHeader({ ...header, alg, jwk })
    return [{ name, token: await signer.sign(privateKey) }]
  }
  const bytes = new TextEncoder().encode('a key that an attacker made up himself')
  const jwk = { kty: 'oct', k: base64url.encode(bytes) }
  const signer = new SignJWT(payload).setProtectedHeader({ ...header, jwk })
  return [{ name, token: await signer.sign(bytes) }]
}

/**
 * Tokens signed with keys that are not the real one.
 * @param guesses keys that an attacker may know, with how they are called
 */
export async function wrongKeys(
  token: string,
  key: string,
  forger: Forger,
  guesses: readonly { name: string; key: string }[],
): Promise<Forgery[]> {
  const { alg = '' } = decodeProtectedHeader(token)
  const guessed = guesses.filter((guess) => forger.read(guess.key).length > 0)
  return [
    ...(await Promise.all(
      guessed.map(async (guess) => ({
        name: `signed with ${guess.name}`,
        token: await sign(forger, guess.key),
      })),
    )),
    ...emptyKey(forger),
    ...(await cutKeys(key, forger)),
    ...(await ownKey(forger, alg)),
  ]
}
