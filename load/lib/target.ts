/**
 * The target's config, so that the scripts send the same requests as the gate. Loaded with
 * `require`, as k6 cannot import a computed path.
 */

import http, { type RefinedParams, type ResponseType } from 'k6/http'
import type { Reply, RequestSpec, TargetConfig } from '../../gate/contract/contract.ts'
import { settings } from './settings.ts'

declare function require(path: string): { default: TargetConfig }

const loaded = require(__ENV.TARGET_CONFIG ?? '../../preflight.config.ts')
// k6 1.8 evaluates the imports of a required module one tick later: until then it has no exports.
await Promise.resolve()
export const config = loaded.default

export interface Sending {
  headers?: Record<string, string> | undefined
  /** Name of the operation, by which k6 groups times. */
  name: string
  timeoutMs?: number
}

/** Parameters by operation, reused because k6's engine is slow at creating them. */
const kept = new Map<string, RefinedParams<ResponseType>>()
/** The session headers in the parameters. */
const keptFor = new Map<string, Sending['headers']>()

function paramsFor<R extends ResponseType>(
  spec: RequestSpec,
  sending: Sending,
  responseType: R,
): RefinedParams<R> {
  const key = `${sending.name} ${responseType}`
  const known = spec.headers === undefined ? kept.get(key) : undefined
  if (known && sending.headers === keptFor.get(key)) return known as RefinedParams<R>
  const params: RefinedParams<R> = {
    headers: {
      ...config.proxyHeaders,
      ...(spec.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...spec.headers,
      ...sending.headers,
    },
    tags: { name: sending.name },
    timeout: sending.timeoutMs ?? 30_000,
    redirects: 0,
    responseType,
  }
  kept.set(key, params)
  keptFor.set(key, sending.headers)
  return params
}

function send<R extends ResponseType>(spec: RequestSpec, sending: Sending, responseType: R) {
  const json = spec.json === undefined ? null : JSON.stringify(spec.json)
  const params = paramsFor(spec, sending, responseType)
  return http.request(spec.method, settings.url + spec.path, json, params)
}

/** Sends a request and discards the body; returns the status, or 0 without a response. */
export function sendForStatus(spec: RequestSpec, sending: Sending): number {
  return send(spec, sending, 'none').status
}

/** Sends a request of the setup. @throws Error if it is refused */
export function sendForReply(spec: RequestSpec, sending: Sending): Reply {
  const response = send(spec, sending, 'text')
  const text = response.body ?? ''
  const { status } = response
  if (status === 0 || status >= 400) {
    throw new Error(`${spec.method} ${spec.path} answered ${status}: ${text || response.error}`)
  }
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return { status, headers: withCookies(headers), text, json: parsed(text) }
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
