/** How a request looks on the wire: everything that sends one asks here. k6 loads this file. */
import { joinedCookies, withCookies } from './cookies.ts'
import type { FilePart, Reply, RequestSpec, Session } from './requests.ts'

/** A boundary that no body of ours contains. */
const boundary = 'preflight-7f1c0c5b9d2e4a68'

function partOf(name: string, value: string | FilePart): string {
  const quoted = (text: string) => text.replace(/["\r\n]/g, (sign) => encodeURIComponent(sign))
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`
  if (typeof value === 'string') return `${head}\r\n\r\n${value}\r\n`
  const type = value.contentType ?? 'application/octet-stream'
  const file = `; filename="${quoted(value.filename)}"\r\nContent-Type: ${type}`
  return `${head}${file}\r\n\r\n${value.content}\r\n`
}

/** A body and its type. */
export interface WireBody {
  /** All of it, as text. */
  content: string
  /** Default: the headers of the request say it. */
  contentType?: string
}

/** The pairs of a query or form, encoded; URLSearchParams is not there in k6. */
function encodedPairs(pairs: Record<string, string>): string {
  const encoded = (text: string) => encodeURIComponent(text).replaceAll('%20', '+')
  return Object.entries(pairs)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&')
}

/** The body of a request; undefined if it has none. */
export function bodyOf({ json, form, multipart, text }: RequestSpec): WireBody | undefined {
  if (json !== undefined) return { content: JSON.stringify(json), contentType: 'application/json' }
  if (form !== undefined) {
    return { content: encodedPairs(form), contentType: 'application/x-www-form-urlencoded' }
  }
  if (multipart !== undefined) {
    const parts = Object.entries(multipart).map(([name, value]) => partOf(name, value))
    const contentType = `multipart/form-data; boundary=${boundary}`
    return { content: `${parts.join('')}--${boundary}--\r\n`, contentType }
  }
  return text === undefined ? undefined : { content: text }
}

/** A path with more in its query. */
export function withQuery(path: string, query: Record<string, string> = {}): string {
  const pairs = encodedPairs(query)
  if (pairs === '') return path
  return `${path}${path.includes('?') ? '&' : '?'}${pairs}`
}

/** The request as a user of the session sends it; an anonymous one stays as it is. */
export function inSession(
  spec: RequestSpec,
  session: Pick<Session, 'headers' | 'query'> | undefined,
): RequestSpec {
  if (session === undefined || spec.anonymous) return spec
  const cookie = joinedCookies(session.headers.cookie, spec.headers?.cookie)
  return {
    ...spec,
    path: withQuery(spec.path, session.query),
    headers: {
      ...spec.headers,
      ...session.headers,
      ...(cookie === undefined ? {} : { cookie }),
    },
  }
}

/** The token that a session sends, whatever it is; undefined if it sends no bearer token. */
export function bearerOf({ token, headers }: Session): string | undefined {
  // Only of a JWT the session says it apart.
  return token ?? /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
}

/** The answer with what its request saved. */
function withSaved(reply: Reply, { saved }: RequestSpec): Reply {
  return saved === undefined ? reply : { ...reply, saved }
}

/**
 * Sends what has to come before a request; the request with what that gave, and with its cookies.
 * @param exchange sends one request, without what comes before it
 */
export async function afterSteps(
  spec: RequestSpec,
  exchange: (spec: RequestSpec) => Promise<Reply>,
): Promise<RequestSpec> {
  const { before, ...last } = spec
  if (before === undefined) return spec
  let cookies: Record<string, string> = {}
  const completed = await before(async (step) => {
    const reply = await exchange({ ...step, headers: withCookies(step.headers, cookies) })
    cookies = reply.cookies ?? cookies
    return reply
  }, last)
  return { ...completed, headers: withCookies(completed.headers, cookies) }
}

/**
 * Sends a request after those that have to come first.
 * @param exchange sends one request, without what comes before it
 */
export async function sendAfterSteps(
  spec: RequestSpec,
  exchange: (spec: RequestSpec) => Promise<Reply>,
): Promise<Reply> {
  const completed = await afterSteps(spec, exchange)
  return withSaved(await exchange(completed), completed)
}
