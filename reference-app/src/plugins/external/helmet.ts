import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import helmet from 'helmet'

/**
 * Security headers of an API: nothing may frame it or run in it. Not with @fastify/helmet, which
 * builds them for every request.
 *
 * @see https://github.com/helmetjs/helmet
 */
async function securityHeaders(fastify: FastifyInstance) {
  const production = fastify.settings.ENVIRONMENT === 'production'
  const setHeaders = helmet({
    // The documentation page, which production does not have, has its own scripts.
    contentSecurityPolicy: production
      ? { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }
      : false,
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  })
  fastify.addHook('onRequest', (request, reply, done) =>
    setHeaders(request.raw, reply.raw, () => done()),
  )
}

export default fp(securityHeaders, { name: 'helmet', dependencies: ['settings'] })
