import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** How long a connection may take to send its first request once the server is stopping. */
const silentMs = 500

/**
 * Once the server is stopping, every response closes its connection, and connections without a
 * request are closed. Otherwise a client that keeps connections open, or opens one in advance as
 * browsers do, keeps the process alive until its deadline: Node treats a connection without a
 * request as busy.
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
