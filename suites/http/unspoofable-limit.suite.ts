/** A login attempt counts for the client that made it, whatever headers it forges. */

import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { type RawReply, type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { readTree } from '#gate/kit/edge/nginx-tree.ts'
import { outsideClients } from '#gate/kit/edge/outside-clients.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Overrides } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { beliefsOf, type Forged, forwardingHeaders } from './believed-headers.ts'
import { askDirectly } from './direct.ts'
import {
  asLimited,
  clients,
  limited,
  limitedBehindEdge,
  longWindow,
  outsideAddressOf,
  strangersRequest,
  toldSeconds,
} from './login-attempts.ts'
import { type LoginLimit, limitOf, mostWithin, windowOf } from './login-limit-facts.ts'

const [client, other, attacker] = clients
/** The address of a proxy that does not exist (RFC 5737). */
const absentProxy = '192.0.2.1'

/** Whether a status is the answer to a login, successful or not. */
const isLogin = (status: number) =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500)

/** Where a client of the edge comes from, for the edge and for the backend. */
interface Origin {
  from: string
  headers: Forged
}

/**
 * Clients that the backend does not take for proxies: it is told to trust only the edge, or else
 * they come from outside of loopback.
 */
async function originsFor(target: Target) {
  const isTold = target.config.settings?.trustedProxies !== undefined
  const outside = isTold ? undefined : outsideClients(readTree(await deployedNginx(target)))
  const originOf = (address: string): Origin => ({
    from: address,
    headers: outside ? [outside.from(outsideAddressOf(address))] : [],
  })
  return { isTold, isFair: isTold || outside !== undefined, originOf, settings: outside?.settings }
}

type Ask = (forged: Forged) => Promise<RawReply>

/** So many refusals in a row, and every process of the backend has refused. */
const refusalsInARow = 8

/** Attempts without forged headers until nothing is let through any more, or far too much was. */
async function exhaust(ask: Ask, limit: LoginLimit, evidence: Evidence, where: string) {
  const startMs = performance.now()
  const statuses: number[] = []
  const told: (number | undefined)[] = []
  let inARow = 0
  const most = 10 * limit.attempts + 2 * refusalsInARow
  while (inARow < refusalsInARow && statuses.length < most) {
    const reply = await ask([])
    const retryAfter = toldSeconds(reply)
    evidence.observe('attempt', { where, forged: 'none', status: reply.status, retryAfter })
    statuses.push(reply.status)
    inARow = reply.status === 429 ? inARow + 1 : 0
    if (reply.status === 429) told.push(retryAfter)
    else if (!isLogin(reply.status)) break
  }
  const ms = Math.round(performance.now() - startMs)
  const windowSeconds = windowOf(limit, told)
  const allowed = mostWithin(limit, windowSeconds, ms)
  const through = statuses.filter((status) => status !== 429).length
  evidence.observe('exhausted', { where, ms, through, windowSeconds, allowed })
  return { statuses, through, allowed, isExhausted: inARow === refusalsInARow }
}

/** Which headers get a client past its limit, once that is reached. */
async function tryHeaders(ask: Ask, evidence: Evidence, where: string) {
  const beliefs = await beliefsOf(async (forged) => {
    const { status } = await ask(forged)
    const names = forged.map(([name]) => name).join(', ') || 'none'
    evidence.observe('attempt', { where, forged: names, status })
    return status
  })
  evidence.observe('headers', { where, ...beliefs })
  return beliefs
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if an attempt was neither judged nor limited */
function assertLogins(statuses: readonly number[], where: string): void {
  const odd = statuses.find((status) => status !== 429 && !isLogin(status))
  if (odd !== undefined) throw inconclusive(`a login ${where} answered ${odd}`)
}

/** @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if nobody could tell of a header */
function assertClear(unclear: readonly string[], where: string): void {
  if (unclear.length === 0) return
  throw inconclusive(
    `the limit let attempts ${where} through that forged nothing, so that nobody can tell ` +
      `whether ${unclear.join(', ')} got the others through`,
  )
}

interface Fixtures {
  target: Target
  evidence: Evidence
  expect: ExpectStatic
}

/** Without the edge no forwarding header counts: a client that connects directly is no proxy. */
async function withoutEdge(
  { target, evidence, expect }: Fixtures,
  limit: LoginLimit,
  overrides: Overrides,
): Promise<void> {
  const { config } = target
  if (config.settings?.trustedProxies === undefined) return
  const settings = { ...limited(config), ...overrides, trustedProxies: absentProxy }
  const running = await target.start(settings).ready()
  const request = await strangersRequest(target, running)
  const where = 'without the edge'
  const ask = async (forged: Forged) => {
    const headers = [...(request.headers ?? []), ...forged]
    return asLimited(config, await askDirectly(running, { ...request, headers, from: attacker }))
  }
  const { statuses, isExhausted } = await exhaust(ask, limit, evidence, where)
  // It does not believe the forged scheme either: no login is attempted.
  if (statuses.every((status) => status >= 300 && status < 400)) return
  assertLogins(statuses, where)
  const { believed, unclear } = isExhausted
    ? await tryHeaders(ask, evidence, where)
    : { believed: [], unclear: [...forwardingHeaders] }
  const what = 'forged headers that get a client past its limit without the edge'
  expect.soft(believed, what).toEqual([])
  assertClear(unclear, where)
}

check(
  'http.rate-limit-unspoofable',
  async ({ target, stack, evidence, expect }) => {
    const { config } = target
    const deployed = limitOf(config)
    const long = longWindow(config, deployed)
    const limit = { ...deployed, windowSeconds: long.windowSeconds }
    const { isTold, isFair, originOf, settings = {} } = await originsFor(target)
    const overrides = { ...limitedBehindEdge(config), ...long.overrides }
    await behindEdge({ target, stack, overrides }, { settings }, async ({ edge, running }) => {
      const request = await strangersRequest(target, running)
      const where = 'through the edge'
      const askAs = async (who: string, forged: Forged, login: RawRequest) => {
        const { from, headers } = originOf(who)
        const all = [...headers, ...(login.headers ?? []), ...forged]
        return asLimited(config, await send(edge, 'https', { ...login, headers: all, from }))
      }
      const ask = async (forged: Forged) => await askAs(client, forged, request)
      const askAsStranger = async (who: string, forged: Forged) =>
        await askAs(who, forged, await strangersRequest(target, running))
      const { statuses, through, allowed, isExhausted } = await exhaust(ask, limit, evidence, where)
      assertLogins(statuses, where)
      // A window may end during the attempts of one client, not during those of another as well.
      const second = await strangersRequest(target, running)
      const asAnother = async (forged: Forged) => await askAs(attacker, forged, second)
      const again =
        through > allowed ? await exhaust(asAnother, limit, evidence, where) : { through, allowed }
      const what = `attempts of one client let through, of ${limit.attempts} allowed`
      expect.soft(again.through, what).toBeLessThanOrEqual(again.allowed)
      evidence.floor('attempt', limit.attempts)
      // A count by account besides would hide what a header does to that by client.
      const isByClient = isExhausted && (await askAsStranger(client, [])).status === 429
      evidence.observe('another account', { client, isByClient })
      const forge = isByClient ? async (forged: Forged) => await askAsStranger(client, forged) : ask
      const { believed, unclear } = isExhausted
        ? await tryHeaders(forge, evidence, where)
        : { believed: [], unclear: [...forwardingHeaders] }
      if (believed.length > 0 && !isFair) {
        throw inconclusive(
          `the target may trust ${client} as a proxy: settings.trustedProxies is missing`,
        )
      }
      expect.soft(believed, 'forged headers that get a client past its limit').toEqual([])
      const { status } = await askAsStranger(other, [])
      evidence.observe('another client', { client: other, status })
      if (status === 429 && !isTold) {
        throw inconclusive(
          'the target may not trust the edge of the trial: settings.trustedProxies is missing',
        )
      }
      expect.soft(status, 'status of the first attempt of another client').not.toBe(429)
      evidence.floor('another client', 1)
      assertClear(unclear, where)
    })

    await withoutEdge({ target, evidence, expect }, limit, long.overrides)
  },
  { judgesLimits: true },
)
