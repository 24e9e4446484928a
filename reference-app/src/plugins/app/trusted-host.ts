import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { commaList } from '../../config/lists.ts'
import { BadRequestError } from '../../lib/errors.ts'
import { isProbeRoute } from '../../lib/probe-routes.ts'

const localNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses requests for other hosts. The container's own probe uses `localhost`, which is allowed
 * for the probe routes. Only the Host header counts: anyone can send X-Forwarded-Host through a
 * proxy that does not remove it.
 */
async function trustedHost(fastify: FastifyInstance) {
  const isTrusted = hostMatcher(commaList(fastify.settings.TRUSTED_HOSTS))
  fastify.addHook('onRequest', function checkHost(request, _reply, done) {
    const host = hostName(request.raw.headers.host ?? '')
    const known = isTrusted(host) || (localNames.has(host) && isProbeRoute(request.url))
    done(known ? undefined : new BadRequestError('unknown host'))
  })
}

/** `example.org` matches itself, `*.example.org` every name below it, `*` everything. */
export function hostMatcher(patterns: readonly string[]): (host: string) => boolean {
  const exact = new Set(patterns.map((pattern) => pattern.toLowerCase()))
  const suffixes = [...exact].filter((entry) => entry.startsWith('*.')).map((e) => e.slice(1))
  return (host) =>
    exact.has('*') ||
    exact.has(host) ||
    exact.has(host.replace(/^\[|\]$/g, '')) ||
    suffixes.some((suffix) => host.endsWith(suffix) && host.length > suffix.length)
}

function hostName(header: string): string {
  return header.replace(/:\d*$/, '').toLowerCase()
}

export default fp(trustedHost, {
  name: 'trusted-host',
  dependencies: ['settings', 'error-handler'],
})
