/** CORS requests as a browser sends them, and origins that must not be allowed. */
import type { Reply, RequestSpec, Session } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'

export interface CorsAnswer {
  status: number
  /** Access-Control-Allow-Origin; undefined if there is none. */
  allowed: string | undefined
  credentials: boolean
  /** Access-Control-Allow-Headers of a preflight, lower-case. */
  headers: readonly string[]
  /** Access-Control-Allow-Methods of a preflight, upper-case. */
  methods: readonly string[]
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
    methods: (headerOf(reply, 'access-control-allow-methods') ?? '')
      .split(',')
      .map((name) => name.trim().toUpperCase()),
  }
}

/** Sends the request itself, as a page of that origin does. */
export async function simple(
  running: RunningTarget,
  origin: string,
  { spec, session }: { spec: RequestSpec; session?: Session | undefined },
): Promise<CorsAnswer> {
  return answerOf(await running.send(spec, { session, headers: { origin } }))
}

/** Headers that a page sets itself; cookies come from the browser. */
export function requestedHeaders({ headers }: Session): string[] {
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  return [...names.filter((name) => name !== 'cookie'), 'content-type'].sort()
}

/** Sends the preflight of the request, which carries no session. */
export async function preflight(
  running: RunningTarget,
  origin: string,
  { spec, session }: { spec: RequestSpec; session: Session },
): Promise<CorsAnswer> {
  const headers = {
    origin,
    'access-control-request-method': spec.method,
    'access-control-request-headers': requestedHeaders(session).join(','),
  }
  return answerOf(await running.send({ method: 'OPTIONS', path: spec.path }, { headers }))
}
