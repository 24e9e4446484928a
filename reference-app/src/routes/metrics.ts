import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

/** Prometheus text format, summed over all workers. The edge keeps it from the public. */
const metrics: FastifyPluginAsyncTypebox = async (fastify) => {
  fastify.get('/metrics', { schema: { hide: true } }, async (_, reply) => {
    reply.type('text/plain; version=0.0.4; charset=utf-8')
    return fastify.metrics.expose()
  })
}

export default metrics
