/** Plain HTTP, for the served names and for foreign ones. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { serverNameOf } from '#gate/kit/edge/edge.ts'
import { addressOf, headerValues, type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { plainNameOf, servesName } from '#gate/kit/edge/sites.ts'
import { isPlainName, servers } from '#gate/kit/edge/tree.ts'
import { check } from '#gate/run/check.ts'

const paths = [
  '/',
  '/a/b.html',
  '/a?x=1&y=%20z&y=2',
  '/a%2Fb?next=https%3A%2F%2Felsewhere.test%2F',
  '/a//b?',
]
/** Both are permanent; 308 keeps the method, too. */
const permanent = [301, 308]
const foreign = ['elsewhere.test', '127.0.0.1', 'localhost']
/** Somebody else's, whatever the configuration lets in. */
const isForeign = (host: string) => foreign.includes(host) || host.endsWith('.elsewhere.test')

/** Of a request that writes: what it has does not matter. */
const empty = { content: '{}', contentType: 'application/json' }

interface Answer {
  status: number
  location: string
}

/** Paths of the contract: a place of their own may pass them on without TLS. */
function pathsOf({ operations }: TargetConfig): string[] {
  const nobody = { name: 'preflight', email: 'preflight@example.com', password: 'preflight' }
  const all = [operations?.profile?.request().path, operations?.login?.request(nobody).path]
  return [...new Set(all.filter((path) => path !== undefined))]
}

check('edge.https-redirect', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async ({ edge, stub }) => {
    addressOf(edge, 'http')
    // Where to the redirect goes: a name of the gate's is none that it may lead to.
    serverNameOf(target, edge.tree)
    const names = servers(edge.tree.directives).flatMap((server) => server.names)
    const configured = [...new Set([edge.serverName, ...names.filter(isPlainName)])]
    // A pattern of the configuration may stand for names that nobody lists.
    const isServed = (host: string) =>
      !isForeign(host) && names.some((name) => servesName(name, host))
    const ask = async (request: RawRequest, host: string) => {
      const { status, headers } = await send(edge, 'http', request)
      const [location = ''] = headerValues({ headers }, 'location')
      evidence.observe('plain request', { host, path: request.path, status, location })
      return { status, location }
    }
    const asked = [...paths, ...pathsOf(target.config)]
    const isRefused = ({ status, location }: Answer) =>
      status === 0 || (status >= 400 && location === '')
    for (const path of asked) {
      const { status, location } = await ask({ path }, edge.serverName)
      expect.soft(status, `status of plain HTTP ${path}`).toBeOneOf(permanent)
      const wanted = configured.map((name) => `https://${name}${path}`)
      expect
        .soft(location.replace(/:443(?=\/)/, ''), `Location of plain HTTP ${path}`)
        .toBeOneOf(wanted)
    }
    // Where only what reads is redirected, a password goes over the wire in the clear.
    for (const path of [...pathsOf(target.config), '/a/b.html']) {
      const answer = await ask({ method: 'POST', path, body: empty }, edge.serverName)
      const isGood = permanent.includes(answer.status) || isRefused(answer)
      const what = `plain HTTP POST ${path} is redirected or refused; it got ${answer.status}`
      expect.soft(isGood, what).toBe(true)
    }
    const [, , path = '/'] = paths
    const lookAlikes = [`${edge.serverName}.elsewhere.test`, `elsewhere-${edge.serverName}`]
    // Servers of further names on the same port: an old name, a partner's.
    const others = servers(edge.tree.directives)
      .filter(({ proxies, listens }) => proxies && listens.some(({ tls }) => !tls))
      .map(plainNameOf)
      .filter((name) => name !== undefined && name !== edge.serverName)
    const hosts = [...foreign, ...lookAlikes, `${edge.serverName}:8443`, ...others]
    for (const host of hosts.filter((each) => each !== undefined)) {
      const requests: RawRequest[] = [
        { path, headers: [['Host', host]] },
        { path: `http://${host}${path}` },
        { path, headers: [['X-Forwarded-Host', host]] },
      ]
      for (const request of requests) {
        const { status, location } = await ask(request, host)
        // Refusing an unknown host is as good.
        const refused = isRefused({ status, location })
        const served = [...configured, ...(isServed(host) ? [host] : [])]
        const known = served.some((name) => location === `https://${name}${path}`)
        const answer = `it got ${status} ${location}`.trim()
        const what = `${request.path} for ${host} is refused or sent to the served name; ${answer}`
        expect.soft(refused || known, what).toBe(true)
      }
    }
    evidence.floor('plain request', asked.length + 3 * foreign.length)
    expect.soft(stub.requests.length, 'plain HTTP requests that reached the backend').toBe(0)
  })
})
