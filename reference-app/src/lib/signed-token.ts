import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Signs values that clients must return unchanged: refresh tokens, password-reset tokens and OAuth
 * state. The purpose is signed too, so a token of one kind is never valid as another.
 */
export class TokenSigner {
  private readonly key: string
  private readonly purpose: string

  constructor(key: string, purpose: string) {
    this.key = key
    this.purpose = purpose
  }

  /** `payload.signature`, both base64url; `context` is signed too, but not in the token. */
  sign(payload: object, context = ''): string {
    const body = Buffer.from(JSON.stringify(payload)).toString('base64url')
    return `${body}.${this.signature(body, context)}`
  }

  /** The payload of a token that we signed; undefined for any other text. */
  verify<T extends object>(token: string, context = ''): T | undefined {
    const [body = '', signature = '', ...rest] = token.split('.')
    const expected = Buffer.from(this.signature(body, context))
    const given = Buffer.from(signature)
    if (rest.length > 0 || given.length !== expected.length) return undefined
    return timingSafeEqual(given, expected) ? this.read<T>(token) : undefined
  }

  /** The unverified payload, to look up what `context` must be. */
  read<T extends object>(token: string): T | undefined {
    try {
      const body = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()
      const payload: unknown = JSON.parse(body)
      return typeof payload === 'object' && payload !== null ? (payload as T) : undefined
    } catch {
      return undefined
    }
  }

  private signature(body: string, context: string): string {
    const text = JSON.stringify([this.purpose, body, context])
    return createHmac('sha256', this.key).update(text).digest('base64url')
  }
}
