/** Cookies as a browser keeps them, for a few requests to one backend. */
import { type Cookie, parseSetCookie } from 'set-cookie-parser'
import { sentCookies } from './cookies.ts'
import type { Reply } from './requests.ts'

function isExpired({ maxAge, expires }: Cookie): boolean {
  if (maxAge !== undefined) return maxAge <= 0
  return expires !== undefined && expires.getTime() <= Date.now()
}

/** The cookies that a browser has after an answer. @param header the `Cookie` that was sent */
export function cookiesAfter(
  header: string | undefined,
  reply: Pick<Reply, 'headers'>,
): Record<string, string> {
  const cookies = sentCookies(header)
  const set = reply.headers['set-cookie']
  for (const cookie of parseSetCookie(set ?? [], {
    decodeValues: false,
    split: false,
    silent: true,
  })) {
    if (isExpired(cookie)) delete cookies[cookie.name]
    else cookies[cookie.name] = cookie.value
  }
  return cookies
}
