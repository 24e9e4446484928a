import websocket, { type WebSocket } from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

type WebSocketServer = FastifyInstance['websocketServer']

/** What a close frame says when the server goes: RFC 6455, section 7.4.1. */
const goingAway = 1001
/** How long a client may take to answer a close frame. */
const closeAnswerMs = 2_000
/** How often clients are asked for a sign of life. Below the edge's limit on silence, 90 s. */
const pingMs = 30_000
/** Clients have little to say. */
const messageBytesMax = 1_024

/**
 * WebSockets for the routes that take them. When the server stops, every client is told so and has
 * a moment to answer: it comes back at once and in order, where a cut connection looks like a fault
 * of the network. Node waits with the end of the server until the sockets have ended.
 *
 * @see https://github.com/fastify/fastify-websocket
 */
async function sockets(fastify: FastifyInstance) {
  await fastify.register(websocket, {
    options: { maxPayload: messageBytesMax },
    preClose: (done) => {
      // Whoever still asks for an upgrade is answered like any other late request: 503.
      fastify.server.removeAllListeners('upgrade')
      fastify.websocketServer.close()
      endAll(fastify.websocketServer)
      done()
    },
  })
  keepAlive(fastify.websocketServer)
}

/** Says goodbye to every client, and does not wait for silent ones. */
function endAll({ clients }: WebSocketServer): void {
  for (const client of clients) client.close(goingAway, 'the server is stopping')
  setTimeout(() => {
    for (const client of clients) client.terminate()
  }, closeAnswerMs)
}

/** Pings keep idle sockets open through proxies; a client that left the last one open is gone. */
function keepAlive(server: WebSocketServer): void {
  const asked = new WeakSet<WebSocket>()
  server.on('connection', (client) => client.on('pong', () => asked.delete(client)))
  const timer = setInterval(() => {
    for (const client of server.clients) {
      if (asked.has(client)) client.terminate()
      else client.ping()
      asked.add(client)
    }
  }, pingMs)
  timer.unref()
  server.once('close', () => clearInterval(timer))
}

export default fp(sockets, { name: 'websocket' })
