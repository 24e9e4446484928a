/** Whom a try counts for: the client that made it, whatever it says of itself. */

import { inconclusive } from '#gate/errors.ts'
import { behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { headerValues, type RawRequest, send } from '#gate/kit/edge/client.ts'
import { check } from '#gate/run/check.ts'
import { askDirectly } from './direct.ts'
import { clients, limited, limitOf, loginRequest } from './login-tries.ts'

const [client, other, attacker] = clients
/** Headers by which proxies tell a client's address. */
const told = [
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
/** With each header alone, and with all of them. */
const rounds = told.length + 1
/** An address of a proxy that is not there (RFC 5737). */
const nobody = '192.0.2.1'

/** Another address in each try (RFC 5737). */
function forged(request: RawRequest, round: number): RawRequest {
  const address = `203.0.113.${round + 1}`
  const value = (name: string) => (name === 'Forwarded' ? `for=${address};proto=https` : address)
  const names = round < told.length ? told.slice(round, round + 1) : told
  const own = request.headers ?? []
  return { ...request, headers: [...own, ...names.map((name) => [name, value(name)] as const)] }
}

/** Whether a log-in was tried at all. */
const isLogin = (status: number) => status < 300 || (status >= 400 && status < 500)

check('http.rate-limit-unspoofable', async ({ target, stack, evidence, expect }) => {
  const limit = limitOf(target.config)
  await behindEdge(
    { target, stack, overrides: limited(target.config) },
    {},
    async ({ edge, running }) => {
      const request = loginRequest(running, target.newAccount('stranger'))
      const ask = async (from: string, what: RawRequest) => {
        const reply = await send(edge, 'https', { ...what, from })
        return { status: reply.status, retryAfter: headerValues(reply, 'retry-after')[0] }
      }
      let through = 0
      for (let each = 0; each < limit + rounds; each += 1) {
        const isPlain = each < limit
        const seen = await ask(client, isPlain ? request : forged(request, each - limit))
        const headers = isPlain ? 'none' : (told[each - limit] ?? 'all')
        evidence.observe('try through the edge', { client, forged: headers, ...seen })
        if (isPlain && !isLogin(seen.status)) {
          throw inconclusive(`a log-in through the edge answered ${seen.status}`)
        }
        if (seen.status !== 429) through += 1
        if (!isPlain) expect.soft(seen.status, `a try too many that forges ${headers}`).toBe(429)
      }
      expect.soft(through, 'tries of one client let through').toBeLessThanOrEqual(limit)
      const neighbour = await ask(other, request)
      evidence.observe('another client', { client: other, ...neighbour })
      expect.soft(neighbour.status, 'the first try of another client of the edge').not.toBe(429)
      evidence.floor('try through the edge', limit + rounds)
      evidence.floor('another client', 1)
    },
  )

  // Past the edge nobody's word counts: those who come directly are no proxy.
  if (target.config.settings?.trustedProxies === undefined) return
  const running = await target.start({ ...limited(target.config), trustedProxies: nobody }).ready()
  const request = loginRequest(running, target.newAccount('stranger'))
  const statuses: number[] = []
  for (let each = 0; each < limit + rounds; each += 1) {
    const { status } = await askDirectly(running, {
      ...forged(request, each % rounds),
      from: attacker,
    })
    statuses.push(status)
    evidence.observe('try past the edge', { client: attacker, status })
  }
  evidence.floor('try past the edge', limit + rounds)
  const isRedirected = statuses.every((status) => status >= 300 && status < 400)
  if (isRedirected) return // It believes nobody's word of the scheme either: no log-in is tried.
  const through = statuses.filter((status) => status !== 429).length
  expect.soft(through, `tries past the edge let through (${statuses})`).toBeLessThanOrEqual(limit)
})
