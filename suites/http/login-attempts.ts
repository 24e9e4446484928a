/** Login attempts from several client addresses, with the deployed login limit. */

import type { Account, TargetConfig } from '#gate/contract/contract.ts'
import { headerValues, type RawReply, type RawRequest } from '#gate/kit/edge/edge-client.ts'
import { outsideAddress } from '#gate/kit/edge/outside-addresses.ts'
import { rawRequestOf } from '#gate/kit/edge/raw-request.ts'
import { deployedValue, type Overrides, supported } from '#gate/system/environment.ts'
import { retryAfterSeconds } from '#gate/system/rate-limited.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { askDirectly } from './direct.ts'
import type { LoginLimit } from './login-limit-facts.ts'
import { attemptAfterSteps } from './login-step.ts'

/** Addresses of this machine, each a client of its own. */
export const clients = [
  '127.0.0.41',
  '127.0.0.42',
  '127.0.0.43',
  '127.0.0.44',
  '127.0.0.45',
  '127.0.0.46',
  '127.0.0.47',
] as const

/**
 * The address of a client for those who believe the proxy: outside of loopback, since a backend
 * that trusts loopback takes who comes from there for one more proxy.
 */
export function outsideAddressOf(client: string): string {
  return outsideAddress(Number(client.split('.').at(-1)))
}

/**
 * Settings for a start with the limits as deployed; other checks start without. The timeout for
 * Redis is long, so that a busy machine does not make a backend count without it.
 */
export function limited(config: TargetConfig): Overrides {
  return { limits: 'deployed', ...supported(config, { redisTimeoutMs: '5000' }) }
}

/** Long enough for all attempts of a check. */
const longWindowSeconds = 60

/** A longer window, if the limit has a short one that can be changed: no attempt meets its end. */
export function longWindow(config: TargetConfig, { windowSeconds }: LoginLimit) {
  const isShort = windowSeconds !== undefined && windowSeconds < longWindowSeconds
  const isPossible = isShort && config.settings?.loginRateLimitWindow !== undefined
  const seconds = isPossible ? longWindowSeconds : windowSeconds
  const overrides: Overrides = isPossible ? { loginRateLimitWindow: String(longWindowSeconds) } : {}
  return { windowSeconds: seconds, overrides }
}

/** The edge's address in a trial. */
const proxy = '127.0.0.1'

/** {@link limited}, for clients that reach the target without an edge: they act as one. */
export function limitedDirectly(config: TargetConfig): Overrides {
  const trustedProxies = [proxy, ...clients].join(',')
  return { ...limited(config), ...supported(config, { trustedProxies }) }
}

/** How a list of proxies says that whoever connects is one. */
const everybody = /^["']?(\*|true|all|0\.0\.0\.0\/0|::\/0)["']?$/i

/** Whether the deployment takes whoever connects for a proxy: the edge of a trial as well. */
function trustsEverybody(config: TargetConfig): boolean {
  const entries = deployedValue(config, 'trustedProxies')?.split(/[\s,;[\]]+/) ?? []
  return entries.some((entry) => everybody.test(entry))
}

/**
 * {@link limited}, for clients that reach the target through an edge: they are no proxies, unless
 * the deployment takes everybody for one.
 */
export function limitedBehindEdge(config: TargetConfig): Overrides {
  const told = trustsEverybody(config) ? {} : supported(config, { trustedProxies: proxy })
  return { ...limited(config), ...told }
}

/**
 * The login of an account as a raw request. What comes before it, such as the page with the token
 * of a form, is sent once: the token is good for more than one attempt.
 */
export async function loginRequest(running: RunningTarget, account: Account): Promise<RawRequest> {
  return rawRequestOf(await attemptAfterSteps(running, account))
}

/**
 * The login of an account that nobody has: backends that lock accounts have none to lock. Each
 * client gets its own, as attempts may be counted by account besides.
 */
export async function strangersRequest(
  target: Pick<Target, 'newAccount'>,
  running: RunningTarget,
): Promise<RawRequest> {
  return await loginRequest(running, target.newAccount('stranger'))
}

/** An attempt of one client, as the proxy in front passes it on. */
export async function attemptOf(
  running: RunningTarget,
  request: RawRequest,
  client: string,
): Promise<RawReply> {
  const forClient = outsideAddressOf(client)
  return await askDirectly(running, { ...request, from: client, forClient })
}

/** The answer with 429 in place of its status, if its body says that the limit is reached. */
export function asLimited({ rateLimits }: TargetConfig, reply: RawReply): RawReply {
  const refusal = rateLimits?.login?.refusal
  const isRefused = refusal !== undefined && new RegExp(refusal).test(reply.body)
  return isRefused ? { ...reply, status: 429 } : reply
}

/** The seconds in Retry-After; undefined if there is none. */
export function toldSeconds(reply: RawReply): number | undefined {
  return retryAfterSeconds({ 'retry-after': headerValues(reply, 'retry-after')[0] })
}
