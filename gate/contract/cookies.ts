/** `Cookie` headers. k6 loads this file. */

/** The cookies in a `Cookie` header. */
export function sentCookies(header: string | undefined): Record<string, string> {
  const pairs = (header ?? '').split(/; */).filter((pair) => pair.includes('='))
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at).trim(), pair.slice(at + 1)]
    }),
  )
}

/** The value of a `Cookie` header; undefined without cookies. */
function cookieHeader(cookies: Record<string, string>): string | undefined {
  const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`)
  return pairs.length === 0 ? undefined : pairs.join('; ')
}

/** Two `Cookie` headers as one: the second wins. */
export function joinedCookies(one: string | undefined, other: string | undefined) {
  return cookieHeader({ ...sentCookies(one), ...sentCookies(other) })
}

/** The headers with more cookies: they replace those of the same name. */
export function withCookies(
  headers: Record<string, string> | undefined,
  cookies: Record<string, string>,
): Record<string, string> {
  const { cookie, ...others } = headers ?? {}
  const joined = joinedCookies(cookie, cookieHeader(cookies))
  return joined === undefined ? others : { ...others, cookie: joined }
}
