/** The four security headers, on responses of every class, from the backend and from the edge. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { backendRoutes, withTls } from '#gate/kit/edge/backend-routes.ts'
import { deployedNginx } from '#gate/kit/edge/deployed-nginx.ts'
import { openEdge } from '#gate/kit/edge/edge.ts'
import { headerValues, type RawReply, send, sendPlain } from '#gate/kit/edge/edge-client.ts'
import { backendHosts, healthPath, undisturbed } from '#gate/kit/edge/edge-under-test.ts'
import { readTree } from '#gate/kit/edge/nginx-tree.ts'
import { rawRequestOf } from '#gate/kit/edge/raw-request.ts'
import { pathBelow, type Route } from '#gate/kit/edge/routes.ts'
import { answering, openStub } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'

/** Accepted values: with others the header does not do its job. */
const accepted: Record<string, RegExp> = {
  'X-Frame-Options': /^(DENY|SAMEORIGIN)$/i,
  'X-Content-Type-Options': /^nosniff$/i,
  // The header is deprecated; 0 is its safe value.
  'X-XSS-Protection': /^(0|1; *mode=block)$/i,
  // Its directives may have any order.
  'Strict-Transport-Security': /(?:^|;)\s*max-age\s*=\s*"?[1-9]\d*/i,
}
const names = Object.keys(accepted)
/** Within less than a day, a browser has forgotten it before the next visit. */
const leastMaxAgeSeconds = 86_400
const hsts = 'Strict-Transport-Security'
const proxy = '127.0.0.1'

/** Requests that the target itself answers. */
function targetRequests(target: Target, main: Route): Record<string, RequestSpec> {
  const profile = target.config.operations?.profile?.request()
  return {
    'the health path': { method: 'GET', path: healthPath(target) },
    'an unknown path': { method: 'GET', path: pathBelow(main, 'preflight-nothing-here') },
    ...(profile ? { 'a request without a session': profile } : {}),
  }
}

/** The security headers of the target itself, asked without the edge. */
function securityHeaders(reply: RawReply): Record<string, string> {
  const entries = names.map((name) => [name, headerValues(reply, name).join(', ')])
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

check('edge.security-headers', async ({ target, stack, evidence, expect }) => {
  await target.manifest('nginx') // Unverified before anything is started.
  // What one response lacks stays a failure if another cannot be provoked.
  evidence.floor('response', 1)
  const trusting = supported(target.config, { trustedProxies: proxy, workers: '1' })
  const running = await target.start(trusting).ready()
  const { port } = running.process
  const backend = { host: proxy, port }
  // A cache would answer for the backend with what it had before.
  const settings = undisturbed(readTree(await deployedNginx(target)))
  const edge = await openEdge(target, stack, { pointTo: [backend], marksPlaces: true, settings })
  const judge = (what: string, reply: RawReply, status: RegExp) => {
    if (!status.test(String(reply.status))) {
      throw inconclusive(`${what}: expected status ${status.source}, observed ${reply.status}`)
    }
    const values = Object.fromEntries(names.map((name) => [name, headerValues(reply, name)]))
    evidence.observe('response', { what, status: reply.status, values })
    for (const [name, pattern] of Object.entries(accepted)) {
      const [value = '', ...more] = values[name] ?? []
      expect.soft([value, ...more], `${name} headers on ${what}`).toHaveLength(1)
      expect.soft(value, `value of ${name} on ${what}`).toMatch(pattern)
    }
    const [, maxAge] = /max-age\s*=\s*"?([1-9]\d*)/i.exec(values[hsts]?.[0] ?? '') ?? []
    if (maxAge === undefined) return
    const age = `max-age of ${hsts} on ${what}, in seconds`
    expect.soft(Number(maxAge), age).toBeGreaterThanOrEqual(leastMaxAgeSeconds)
  }
  try {
    const { routes, main } = withTls(edge, await backendRoutes(target, edge), target.config)
    for (const [what, spec] of Object.entries(targetRequests(target, main))) {
      const reply = await send(edge, 'https', rawRequestOf(spec))
      judge(what, reply, /^[2-5]/)
    }
    // A stub that sends the target's headers, and can answer with any status.
    const health = { path: healthPath(target), headers: [['X-Forwarded-Proto', 'https']] as const }
    const direct = await sendPlain(backend, health, target.config.proxyHeaders?.host ?? proxy)
    const [host] = backendHosts
    const stub = await openStub({ host, port }, { headers: securityHeaders(direct) })
    try {
      await edge.point([stub])
      await edge.reload()
      for (const status of [200, 302, 404, 500, 503]) {
        const reply = await send(edge, main, { path: main.path, headers: [answering({ status })] })
        judge(`a ${status} response from the backend`, reply, new RegExp(`^${status}$`))
      }
      // A block with a header of its own loses those of the blocks around it.
      for (const route of routes.filter((each) => each !== main)) {
        const reply = await send(edge, route, {
          path: route.path,
          headers: [answering({ status: 404 })],
        })
        judge(`a 404 response from the backend at ${route.name}`, reply, /^404$/)
      }
      const unavailable = [answering({ status: 503 })]
      const probe = await send(edge, 'https', { path: healthPath(target), headers: unavailable })
      judge('a 5xx response on the health path', probe, /^5/)
    } finally {
      await stub.close()
    }
    const ownError = await send(edge, main, { path: main.path })
    judge('a 5xx response of the edge itself', ownError, /^5/)
    const ownHealthError = await send(edge, 'https', health)
    judge('a 5xx response of the edge itself on the health path', ownHealthError, /^5/)
    evidence.floor('response', 10)
  } finally {
    await edge.close()
  }
})
