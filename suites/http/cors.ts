/** Origins: what a browser asks before and with a request, and which origins are nobody's. */
import type { Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'

export interface CorsAnswer {
  status: number
  /** Access-Control-Allow-Origin; absent where there is none. */
  allowed: string | undefined
  credentials: boolean
  /** Lower-case, of a preflight. */
  headers: readonly string[]
}

const headerOf = (reply: Reply, name: string) => {
  const value = reply.headers[name]
  return value === undefined ? undefined : [value].flat().join(', ')
}

function answerOf(reply: Reply): CorsAnswer {
  return {
    status: reply.status,
    allowed: headerOf(reply, 'access-control-allow-origin'),
    credentials: headerOf(reply, 'access-control-allow-credentials') === 'true',
    headers: (headerOf(reply, 'access-control-allow-headers') ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  }
}

/** The request itself, as a page of that origin sends it. */
export async function simple(
  running: RunningTarget,
  origin: string,
  { spec, session }: { spec: RequestSpec; session: Session },
): Promise<CorsAnswer> {
  return answerOf(await running.send(spec, { session, headers: { origin } }))
}

/** Headers of the session that a page sets; the browser itself sends cookies. */
export function askedHeaders({ headers }: Session): string[] {
  const own = Object.keys(headers).map((name) => name.toLowerCase())
  return [...own.filter((name) => name !== 'cookie'), 'content-type'].sort()
}

/** The question before it, which nobody is logged in for. */
export async function preflight(
  running: RunningTarget,
  origin: string,
  { spec, session }: { spec: RequestSpec; session: Session },
): Promise<CorsAnswer> {
  const headers = {
    origin,
    'access-control-request-method': spec.method,
    'access-control-request-headers': askedHeaders(session).join(','),
  }
  return answerOf(await running.send({ method: 'OPTIONS', path: spec.path }, { headers }))
}

/** Origins that are like a listed one and not it, and some that are like none. */
export function foreignOrigins(listed: readonly string[]): string[] {
  const likes = listed.flatMap((entry) => {
    const url = URL.parse(entry)
    if (!url) return []
    const { protocol, hostname, port } = url
    const at = port === '' ? '' : `:${port}`
    const otherScheme = protocol === 'https:' ? 'http:' : 'https:'
    return [
      `${protocol}//not${hostname}${at}`,
      `${protocol}//${hostname}.attacker.example${at}`,
      `${protocol}//attacker.example.${hostname}${at}`,
      `${protocol}//${hostname.replace('.', 'x')}${at}`,
      `${protocol}//${hostname}${at === '' ? ':8443' : `${at}1`}`,
      `${otherScheme}//${hostname}${at}`,
      `${protocol}//${hostname}${at}.attacker.example`,
      `${protocol}//${hostname}_.attacker.example`,
    ]
  })
  const others = ['null', 'https://attacker.example', 'http://localhost', 'file://']
  return [...new Set([...likes, ...others])].filter((origin) => !listed.includes(origin))
}
