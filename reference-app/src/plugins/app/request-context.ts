import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { requestContext } from '../../logging/context.ts'

/** Gives each request its context, and returns the request id to the client. */
async function context(fastify: FastifyInstance) {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    const { socket } = request.raw
    const isClientGone = () => socket.destroyed
    const onClientGone = (listener: () => void) => {
      // Closed before the response was sent. The response, not the socket, which others share.
      reply.raw.once('close', listener)
      return () => reply.raw.off('close', listener)
    }
    requestContext.run({ requestId: request.id, isClientGone, onClientGone }, done)
  })
}

export default fp(context, { name: 'request-context' })
