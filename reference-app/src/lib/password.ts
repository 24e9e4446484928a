import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** About 30 to 50 ms and 16 MiB per hash: affordable for a few hundred concurrent logins. */
const cost = { N: 16_384, r: 8, p: 1 } as const
const keyBytes = 32

/** Hashes a password as `scrypt$N$r$p$salt$hash`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return encoded(salt, await derive(password, salt, cost))
}

function encoded(salt: Buffer, hash: Buffer): string {
  const { N, r, p } = cost
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Compares in constant time. A hash that cannot be read matches nothing. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false
  const options = { N: Number(N), r: Number(r), p: Number(p) }
  const derived = await derive(password, Buffer.from(salt, 'base64url'), options)
  const expected = Buffer.from(hash, 'base64url')
  return expected.length === derived.length && timingSafeEqual(expected, derived)
}

/** Matches no password: nothing was hashed to it. */
const nobody = encoded(randomBytes(16), randomBytes(keyBytes))

/** Takes as long as `verifyPassword`, so that an unknown address is not answered faster. */
export async function verifyNobody(password: string): Promise<false> {
  await verifyPassword(password, nobody)
  return false
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyBytes, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
