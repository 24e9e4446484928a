/**
 * The target's config, so that the scripts send the same requests as the gate. Loaded with
 * `require`, as k6 cannot import a computed path.
 */

import http, { type RefinedParams, type ResponseType } from 'k6/http'
import type { Reply, RequestSpec, Session, TargetConfig } from '../../gate/contract/contract.ts'
import { bodyOf, inSession, sendAfterSteps, withQuery } from '../../gate/contract/wire.ts'
import { settings } from './settings.ts'

type Exported = TargetConfig | Promise<TargetConfig> | (() => TargetConfig | Promise<TargetConfig>)

declare function require(path: string): { default: Exported }

const loaded = require(__ENV.TARGET_CONFIG ?? '../../preflight.config.ts')
// k6 1.8 evaluates the imports of a required module one tick later: until then it has no exports.
await Promise.resolve()
const exported = loaded.default
export const config = await (typeof exported === 'function' ? exported() : exported)

export interface Sending {
  session?: Pick<Session, 'headers' | 'query'> | undefined
  /** Name of the operation, by which k6 groups times. */
  name: string
  timeoutMs?: number
}

/** Parameters by operation, reused because k6's engine is slow at creating them. */
const kept = new Map<string, RefinedParams<ResponseType>>()
/** The session headers in the parameters. */
const keptFor = new Map<string, Sending['session']>()

function paramsFor<R extends ResponseType>(
  spec: RequestSpec,
  sending: Sending,
  { contentType, responseType }: { contentType: string | undefined; responseType: R },
): RefinedParams<R> {
  const key = `${sending.name} ${responseType}`
  const known = spec.headers === undefined ? kept.get(key) : undefined
  if (known && sending.session === keptFor.get(key)) return known as RefinedParams<R>
  const params: RefinedParams<R> = {
    headers: {
      ...config.proxyHeaders,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...inSession(spec, sending.session).headers,
    },
    tags: { name: sending.name },
    timeout: sending.timeoutMs ?? 30_000,
    redirects: 0,
    responseType,
  }
  kept.set(key, params)
  keptFor.set(key, sending.session)
  return params
}

function send<R extends ResponseType>(spec: RequestSpec, sending: Sending, responseType: R) {
  const body = bodyOf(spec)
  const params = paramsFor(spec, sending, { contentType: body?.contentType, responseType })
  const url = settings.url + withQuery(spec.path, sending.session?.query)
  return http.request(spec.method, url, body?.content ?? null, params)
}

/** Sends a request and discards the body; returns the status, or 0 without a response. */
export function sendForStatus(spec: RequestSpec, sending: Sending): number {
  return send(spec, sending, 'none').status
}

function exchange(spec: RequestSpec, sending: Sending): Reply {
  const response = send(spec, sending, 'text')
  const text = response.body ?? ''
  const { status } = response
  if (status === 0 || status >= 400) {
    throw new Error(`${spec.method} ${spec.path} answered ${status}: ${text || response.error}`)
  }
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const cookies = Object.entries(response.cookies).map(([name, all]) => [name, all.at(-1)?.value])
  return {
    status,
    headers: withCookies(headers),
    text,
    json: parsed(text),
    cookies: Object.fromEntries(cookies),
  }
}

/** Sends a request of the setup. @throws Error if it is refused */
export async function sendForReply(spec: RequestSpec, sending: Sending): Promise<Reply> {
  return await sendAfterSteps(spec, async (each) => exchange(each, sending))
}

/** k6 joins cookies with commas. A date has a comma too, but no name follows it. */
function withCookies(headers: Record<string, string>): Reply['headers'] {
  const cookies = headers['set-cookie']?.split(/, *(?=[^;,= ]+=)/)
  return cookies === undefined ? headers : { ...headers, 'set-cookie': cookies }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
