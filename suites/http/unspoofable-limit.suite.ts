/** A login attempt counts for the client that made it, whatever headers it forges. */

import { inconclusive } from '#gate/errors.ts'
import { behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { headerValues, type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { readTree } from '#gate/kit/edge/nginx-tree.ts'
import { outsideClients } from '#gate/kit/edge/outside-clients.ts'
import { check } from '#gate/run/check.ts'
import type { Target } from '#gate/system/target.ts'
import { askDirectly } from './direct.ts'
import { clients, limited, limitedBehindEdge, limitOf, loginRequest } from './login-attempts.ts'

const [client, other, attacker] = clients
/** Headers in which proxies report the client's address. */
const forwardingHeaders = [
  'X-Forwarded-For',
  'X-Real-IP',
  'Forwarded',
  'True-Client-IP',
  'CF-Connecting-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'Fastly-Client-IP',
  'X-Original-Forwarded-For',
]
/** One for each header alone, and one with all of them. */
const rounds = forwardingHeaders.length + 1
/** The address of a proxy that does not exist (RFC 5737). */
const absentProxy = '192.0.2.1'

/** The request with forged headers, with another address in each round (RFC 5737). */
function forged(request: RawRequest, round: number): RawRequest {
  const address = `203.0.113.${round + 1}`
  const value = (name: string) => (name === 'Forwarded' ? `for=${address};proto=https` : address)
  const isSingle = round < forwardingHeaders.length
  const names = isSingle ? forwardingHeaders.slice(round, round + 1) : forwardingHeaders
  const added = names.map((name) => [name, value(name)] as const)
  return { ...request, headers: [...(request.headers ?? []), ...added] }
}

/** Whether a status is the answer to a login, successful or not. */
const isLogin = (status: number) =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500)

/** Where a client of the edge comes from, for the edge and for the backend. */
interface Origin {
  from: string
  headers: readonly (readonly [string, string])[]
}

/**
 * Clients that the backend does not take for proxies: it is told to trust only the edge, or else
 * they come from outside of loopback.
 */
async function originsFor(target: Target) {
  const isTold = target.config.settings?.trustedProxies !== undefined
  const outside = isTold ? undefined : outsideClients(readTree(await deployedNginx(target)))
  // Documentation addresses (RFC 5737).
  const originOf = (address: string): Origin => {
    const outsider = address.replace('127.0.0.', '198.51.100.')
    return { from: address, headers: outside ? [outside.from(outsider)] : [] }
  }
  return { isTold, isFair: isTold || outside !== undefined, originOf, settings: outside?.settings }
}

check('http.rate-limit-unspoofable', async ({ target, stack, evidence, expect }) => {
  const limit = limitOf(target.config)
  const { isTold, isFair, originOf, settings = {} } = await originsFor(target)
  await behindEdge(
    { target, stack, overrides: limitedBehindEdge(target.config) },
    { settings },
    async ({ edge, running }) => {
      const request = loginRequest(running, target.newAccount('stranger'))
      const ask = async (who: string, what: RawRequest) => {
        const { from, headers } = originOf(who)
        const all = [...headers, ...(what.headers ?? [])]
        const reply = await send(edge, 'https', { ...what, headers: all, from })
        return { status: reply.status, retryAfter: headerValues(reply, 'retry-after')[0] }
      }
      let through = 0
      for (let each = 0; each < limit + rounds; each += 1) {
        const isPlain = each < limit
        const answer = await ask(client, isPlain ? request : forged(request, each - limit))
        const headers = isPlain ? 'none' : (forwardingHeaders[each - limit] ?? 'all headers')
        evidence.observe('attempt through the edge', { client, forged: headers, ...answer })
        if (isPlain && !isLogin(answer.status)) {
          throw inconclusive(`a login through the edge answered ${answer.status}`)
        }
        if (answer.status !== 429) through += 1
        if (isPlain) continue
        if (answer.status !== 429 && !isFair) {
          throw inconclusive(
            `the target may trust ${client} as a proxy: settings.trustedProxies is missing`,
          )
        }
        const what = `status of an attempt over the limit that forges ${headers}`
        expect.soft(answer.status, what).toBe(429)
      }
      expect.soft(through, 'attempts of one client let through').toBeLessThanOrEqual(limit)
      const neighbour = await ask(other, request)
      evidence.observe('another client', { client: other, ...neighbour })
      if (neighbour.status === 429 && !isTold) {
        throw inconclusive(
          'the target may not trust the edge of the trial: settings.trustedProxies is missing',
        )
      }
      expect.soft(neighbour.status, 'status of the first attempt of another client').not.toBe(429)
      evidence.floor('attempt through the edge', limit + rounds)
      evidence.floor('another client', 1)
    },
  )

  // Without the edge no forwarding header counts: a client that connects directly is no proxy.
  if (target.config.settings?.trustedProxies === undefined) return
  const running = await target
    .start({ ...limited(target.config), trustedProxies: absentProxy })
    .ready()
  const request = loginRequest(running, target.newAccount('stranger'))
  const statuses: number[] = []
  for (let each = 0; each < limit + rounds; each += 1) {
    const { status } = await askDirectly(running, {
      ...forged(request, each % rounds),
      from: attacker,
    })
    statuses.push(status)
    evidence.observe('attempt without the edge', { client: attacker, status })
  }
  evidence.floor('attempt without the edge', limit + rounds)
  const isRedirected = statuses.every((status) => status >= 300 && status < 400)
  if (isRedirected) return // It does not believe the forged scheme either: no login is attempted.
  const through = statuses.filter((status) => status !== 429).length
  const what = `attempts let through without the edge (${statuses})`
  expect.soft(through, what).toBeLessThanOrEqual(limit)
})
