/** Plain HTTP is sent to https once, whoever says what about the scheme. */

import { inconclusive } from '#gate/errors.ts'
import { behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { headerValues, type RawReply, type RawRequest, send } from '#gate/kit/edge/client.ts'
import { check } from '#gate/run/check.ts'
import { askDirectly } from './direct.ts'

/** An address of a proxy that is not there (RFC 5737). */
const nobody = '192.0.2.1'
const claimsOfClients: readonly (readonly [string, string])[] = [
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
    const requests: RawRequest[] = [
      { path },
      ...claimsOfClients.map((h) => ({ path, headers: [h] })),
    ]
    for (const request of requests) {
      const said = request.headers?.map(([name, value]) => `${name}: ${value}`).join() ?? 'nothing'
      const secure = await send(edge, 'https', request)
      evidence.observe('secure', { said, status: secure.status, location: locationOf(secure) })
      if (secure.status === 0 || secure.status >= 500) {
        throw inconclusive(`the edge answered ${secure.status}`)
      }
      // One that is sent where it comes from comes again, and again.
      expect.soft(isRedirect(secure), `a redirect of https where a client says ${said}`).toBe(false)
      if (edge.http === undefined) continue
      const plain = await send(edge, 'http', request)
      evidence.observe('plain', { said, status: plain.status, location: locationOf(plain) })
      const what = `where plain HTTP is sent to, where a client says ${said}`
      expect.soft(isRedirect(plain) ? locationOf(plain) : plain.status, what).toMatch(/^https:\/\//)
    }
    evidence.floor('secure', requests.length)
    if (edge.http !== undefined) evidence.floor('plain', requests.length)
  })

  // A backend that leaves plain HTTP to its edge has no word to believe.
  if (target.config.settings?.trustedProxies === undefined) return
  const running = await target.start({ trustedProxies: nobody }).ready()
  const { path } = running.operation('profile').request()
  const plain = await askDirectly(running, { path, isBare: true })
  const forged = await askDirectly(running, {
    path,
    isBare: true,
    headers: [['X-Forwarded-Proto', 'https']],
  })
  const seen = { plain: plain.status, forged: forged.status, location: locationOf(forged) }
  evidence.observe('no proxy', seen)
  if (!isRedirect(plain)) return
  const what = 'the answer to a client that is no proxy, and says that it came by https'
  expect.soft(forged.status, what).toBe(plain.status)
})
