/** How long a session is good for, as the session itself or the login's reply says. */
import { decodeJwt } from 'jose'
import type { Reply, Session } from '#gate/contract/contract.ts'

export interface Life {
  seconds: number
  /** Who says so. */
  source: 'the token' | "the login's expires_in" | 'the cookie'
}

/** Nobody waits for a longer life to end. */
export const maxWaitSeconds = 20
/** Longer than a few requests take, however fast a login is. */
const leastSeconds = 4
/** The cases are arranged at once, with logins of theirs and of the administrator. */
const loginsMeanwhile = 12

/** A life that one can wait for, and that no session ends by before its case is arranged. */
export function shortLife(loginMs: number): number {
  const seconds = Math.ceil((loginsMeanwhile * loginMs) / 1_000)
  return Math.min(Math.max(seconds, leastSeconds), maxWaitSeconds)
}

/** From the token's claims; undefined if it is opaque or has no end. */
function ofToken(token: string | undefined): number | undefined {
  try {
    const { exp, iat = Date.now() / 1000 } = decodeJwt(token ?? '')
    return exp === undefined ? undefined : exp - iat
  } catch {
    return undefined
  }
}

/** As OAuth 2 names it (RFC 6749, section 5.1), in seconds. */
function ofReply(json: unknown): number | undefined {
  const { expires_in: seconds } = (json ?? {}) as { expires_in?: unknown }
  return typeof seconds === 'number' ? seconds : undefined
}

/** The shortest Max-Age of the cookies that a login sets. */
function ofCookies(header: string | string[] | undefined): number | undefined {
  const ages = [header ?? []].flat().flatMap((cookie) => {
    const age = /;\s*max-age=(\d+)/i.exec(cookie)?.[1]
    return age === undefined ? [] : [Number(age)]
  })
  return ages.length === 0 ? undefined : Math.min(...ages)
}

/** Whether a token says who asks and until when, or when it was made: it is a JWT. */
export function isJwt({ token }: Session): boolean {
  try {
    return decodeJwt(token ?? '') !== undefined
  } catch {
    return false
  }
}

/** The life of a session; undefined if nothing says how long it is. */
export function lifeOf(session: Session, reply: Pick<Reply, 'json' | 'headers'>): Life | undefined {
  const said: [Life['source'], number | undefined][] = [
    ['the token', ofToken(session.token)],
    ["the login's expires_in", ofReply(reply.json)],
    ['the cookie', ofCookies(reply.headers['set-cookie'])],
  ]
  for (const [source, seconds] of said) {
    if (seconds !== undefined) return { seconds: Math.round(seconds), source }
  }
  return undefined
}
