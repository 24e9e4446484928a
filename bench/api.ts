/** The reference backend's API, as its benches ask it. */
type Ask = (path: string, method?: string, body?: unknown) => Promise<Record<string, unknown>>

/** Requests of one account; throws what is no success. */
export function asker(url: string, token?: string): Ask {
  return async (path, method = 'GET', body) => {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      'x-forwarded-proto': 'https',
    }
    const text = body === undefined ? null : JSON.stringify(body)
    const reply = await fetch(`${url}/api/v1${path}`, { method, headers, body: text })
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as Record<string, unknown>
  }
}

/** An access token. */
export async function logIn(
  url: string,
  account: { email: string; password: string },
): Promise<string> {
  return String((await asker(url)('/auth/login', 'POST', account)).access_token)
}
