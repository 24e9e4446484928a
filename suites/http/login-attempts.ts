/** Login attempts from several client addresses, with the deployed login limit. */

import type { Account, TargetConfig } from '#gate/contract/contract.ts'
import { headerValues, type RawReply, type RawRequest } from '#gate/kit/edge/edge-client.ts'
import { deployedValue, type Overrides, supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'

/** The guide's: attempts of one client in a minute. */
const guideLimit = 5

/** Addresses of this machine, each a client of its own. */
export const clients = ['127.0.0.41', '127.0.0.42', '127.0.0.43'] as const

/** How many attempts a minute the deployment allows. */
export function limitOf(config: TargetConfig): number {
  return Number(deployedValue(config, 'loginRateLimit') ?? guideLimit)
}

/**
 * Settings for a start with the limit as deployed; other checks start without one. The timeout for
 * Redis is long, so that a busy machine does not make a backend count without it.
 */
export function limited(config: TargetConfig): Overrides {
  const loginRateLimit = deployedValue(config, 'loginRateLimit') ?? null
  return supported(config, { loginRateLimit, redisTimeoutMs: '5000' })
}

/** The edge's address in a trial. */
const proxy = '127.0.0.1'

/** {@link limited}, for clients that reach the target without an edge: they act as one. */
export function limitedDirectly(config: TargetConfig): Overrides {
  const trustedProxies = [proxy, ...clients].join(',')
  return { ...limited(config), ...supported(config, { trustedProxies }) }
}

/** {@link limited}, for clients that reach the target through an edge: they are no proxies. */
export function limitedBehindEdge(config: TargetConfig): Overrides {
  return { ...limited(config), ...supported(config, { trustedProxies: proxy }) }
}

/** The login of an account as a raw request. */
export function loginRequest(running: RunningTarget, account: Account): RawRequest {
  const { method, path, json, headers = {} } = running.operation('login').request(account)
  return { method, path, json, headers: Object.entries(headers) }
}

/** The seconds in Retry-After; undefined if there is none. */
export function retryAfterSeconds(reply: RawReply): number | undefined {
  const [value] = headerValues(reply, 'retry-after')
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000
  return Number.isFinite(seconds) ? seconds : undefined
}
