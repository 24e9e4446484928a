import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** How long a connection may take to begin its first request once the server takes nothing new. */
const silentMs = 500

/**
 * From the moment that the server takes nothing new, every answer is the last on its connection,
 * and connections on which nothing ever came are closed. Otherwise a client that keeps connections
 * open, or opens one to have it at hand as browsers do, keeps the process until its deadline: Node
 * takes a connection without a request for a busy one.
 */
async function draining(fastify: FastifyInstance) {
  const sockets = new Set<Socket>()
  fastify.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (!fastify.server.listening) reply.header('connection', 'close')
    done()
  })
  fastify.addHook('preClose', (done) => {
    setTimeout(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    }, silentMs)
    done()
  })
}

export default fp(draining, { name: 'draining' })
