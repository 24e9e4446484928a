/** Plain HTTP is redirected to https once, whatever a client claims about the scheme. */

import { inconclusive } from '#gate/errors.ts'
import { behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { headerValues, type RawReply, type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { check } from '#gate/run/check.ts'
import { askDirectly } from './direct.ts'

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
      // A redirect here would be an endless loop.
      expect.soft(isRedirect(secure), `https is redirected ${when}`).toBe(false)
      if (edge.http === undefined) continue
      const plain = await send(edge, 'http', request)
      evidence.observe('plain HTTP', { forged, status: plain.status, location: locationOf(plain) })
      const answer = isRedirect(plain) ? locationOf(plain) : `status ${plain.status}`
      expect.soft(answer, `redirect of plain HTTP ${when}`).toMatch(/^https:\/\//)
    }
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
