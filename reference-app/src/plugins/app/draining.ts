import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * From the moment that the server takes nothing new, every answer is the last on its connection.
 * Otherwise a client that keeps connections open keeps the process until its deadline.
 */
async function draining(fastify: FastifyInstance) {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (!fastify.server.listening) reply.header('connection', 'close')
    done()
  })
}

export default fp(draining, { name: 'draining' })
