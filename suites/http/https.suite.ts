/** Plain HTTP is redirected to https once, whatever a client claims about the scheme. */

import type { ExpectStatic } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { type BehindEdge, behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { headerValues, type RawReply, type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { rawRequestOf } from '#gate/kit/edge/raw-request.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { hasFirstAccount } from '#gate/system/registration.ts'
import type { Target } from '#gate/system/target.ts'
import { askDirectly } from './direct.ts'
import { everyRequest } from './every-request.ts'
import { loginRequest } from './login-attempts.ts'
import { isLoop } from './redirect-loop.ts'

/** The address of a proxy that does not exist (RFC 5737). */
const absentProxy = '192.0.2.1'
const forgedHeaders: readonly (readonly [string, string])[] = [
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Proto', 'http'],
  ['X-Forwarded-Ssl', 'on'],
  ['Front-End-Https', 'on'],
  ['Forwarded', 'proto=http'],
]

const isRedirect = ({ status }: RawReply) => status >= 300 && status < 400
const locationOf = (reply: RawReply) => headerValues(reply, 'location')[0] ?? ''

interface Fixtures {
  target: Target
  evidence: Evidence
  expect: ExpectStatic
}

/** What carries a password or a session: a path of its own may be passed on without TLS. */
async function tryPlainly({ target, evidence, expect }: Fixtures, { edge, running }: BehindEdge) {
  const { operations } = target.config
  if (edge.http === undefined || !hasFirstAccount(target.config) || !operations?.login) return
  const admin = await target.admin()
  const session = await running.login(admin)
  const requests: [string, RawRequest][] = [
    ['a login', await loginRequest(running, admin)],
    ...[...everyRequest(target)].map(([what, spec]): [string, RawRequest] => [
      what,
      rawRequestOf(spec, session),
    ]),
  ]
  for (const [what, request] of requests) {
    const { status } = await send(edge, 'http', request)
    evidence.observe('plain HTTP elsewhere', { what, status })
    const isServed = status >= 200 && status < 300
    expect.soft(isServed, `${what} is served over plain HTTP (${status})`).toBe(false)
  }
}

check('http.https-enforced', async ({ target, stack, evidence, expect }) => {
  await behindEdge({ target, stack }, {}, async ({ edge, running }) => {
    const { path } = running.operation('profile').request()
    const requests: RawRequest[] = [{ path }, ...forgedHeaders.map((h) => ({ path, headers: [h] }))]
    evidence.floor('https', 1)
    for (const request of requests) {
      const forged =
        request.headers?.map(([name, value]) => `${name}: ${value}`).join() ?? 'no forged header'
      const when = `when the client sends ${forged}`
      const secure = await send(edge, 'https', request)
      evidence.observe('https', { forged, status: secure.status, location: locationOf(secure) })
      if (secure.status === 0 || secure.status >= 500) {
        throw inconclusive(`https through the edge answered ${secure.status}`)
      }
      const isAstray = isRedirect(secure) && isLoop(path, locationOf(secure))
      expect.soft(isAstray, `https is redirected to itself or to plain HTTP ${when}`).toBe(false)
      if (edge.http === undefined) continue
      const plain = await send(edge, 'http', request)
      evidence.observe('plain HTTP', { forged, status: plain.status, location: locationOf(plain) })
      const answer = isRedirect(plain) ? locationOf(plain) : `status ${plain.status}`
      expect.soft(answer, `redirect of plain HTTP ${when}`).toMatch(/^https:\/\//)
    }
    await tryPlainly({ target, evidence, expect }, { edge, running })
    evidence.floor('https', requests.length)
    if (edge.http !== undefined) evidence.floor('plain HTTP', requests.length)
  })

  // A backend that leaves plain HTTP to its edge trusts no header about the scheme.
  if (target.config.settings?.trustedProxies === undefined) return
  const running = await target.start({ trustedProxies: absentProxy }).ready()
  const { path } = running.operation('profile').request()
  const plain = await askDirectly(running, { path, isBare: true })
  const forged = await askDirectly(running, {
    path,
    isBare: true,
    headers: [['X-Forwarded-Proto', 'https']],
  })
  const statuses = { plain: plain.status, forged: forged.status, location: locationOf(forged) }
  evidence.observe('direct request', statuses)
  if (!isRedirect(plain)) return
  const what = 'status of a direct plain-HTTP request that claims to be https'
  expect.soft(forged.status, what).toBe(plain.status)
})
