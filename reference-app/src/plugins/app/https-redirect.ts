import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { isProbeRoute } from '../../lib/probe-routes.ts'

/**
 * Redirects plain HTTP to https in production. `request.protocol` uses X-Forwarded-Proto only from
 * a trusted proxy, so there is no loop behind one, and no client can claim to be secure.
 */
async function httpsRedirect(fastify: FastifyInstance) {
  if (fastify.settings.ENVIRONMENT !== 'production') return
  fastify.addHook('onRequest', function redirectToHttps(request, reply, done) {
    if (request.protocol === 'https' || isProbeRoute(request.url)) return done()
    // The host is already checked; the port of plain HTTP does not apply to https.
    const host = (request.raw.headers.host ?? '').replace(/:\d*$/, '')
    void reply.redirect(`https://${host}${request.url}`, 308)
  })
}

export default fp(httpsRedirect, { name: 'https-redirect', dependencies: ['trusted-host'] })
