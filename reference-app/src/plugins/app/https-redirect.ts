import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { isProbeRoute } from '../../lib/probe-routes.ts'

/**
 * In production plain HTTP is sent to https. `request.protocol` heeds X-Forwarded-Proto only from
 * a trusted proxy, so there is no loop behind one, and nobody else can claim to be secure.
 */
async function httpsRedirect(fastify: FastifyInstance) {
  if (fastify.settings.ENVIRONMENT !== 'production') return
  fastify.addHook('onRequest', function redirectToHttps(request, reply, done) {
    if (request.protocol === 'https' || isProbeRoute(request.url)) return done()
    // The host was checked before this; a plain-HTTP port means nothing to https.
    const host = (request.raw.headers.host ?? '').replace(/:\d*$/, '')
    void reply.redirect(`https://${host}${request.url}`, 308)
  })
}

export default fp(httpsRedirect, { name: 'https-redirect', dependencies: ['trusted-host'] })
