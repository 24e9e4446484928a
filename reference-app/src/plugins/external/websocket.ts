import websocket, { type WebSocket } from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

type WebSocketServer = FastifyInstance['websocketServer']

/** The close code when the server stops: RFC 6455, section 7.4.1. */
const goingAway = 1001
/** How long a client may take to answer a close frame. */
const closeAnswerMs = 2_000
/** How often clients are pinged. Shorter than the edge's idle timeout, 90 s. */
const pingMs = 30_000
/** Clients send only short messages. */
const messageBytesMax = 1_024

/**
 * WebSockets for the routes that support them. When the server stops, it sends every client a close
 * frame, so that it reconnects at once, while a cut connection would look like a network fault.
 * Node does not end the server before the sockets have ended.
 *
 * @see https://github.com/fastify/fastify-websocket
 */
async function sockets(fastify: FastifyInstance) {
  await fastify.register(websocket, {
    options: { maxPayload: messageBytesMax },
    preClose: (done) => {
      // A late upgrade request gets 503 like any other late request.
      fastify.server.removeAllListeners('upgrade')
      fastify.websocketServer.close()
      endAll(fastify.websocketServer)
      done()
    },
  })
  keepAlive(fastify.websocketServer)
}

/** Sends every client a close frame, and does not wait for those that do not answer. */
function endAll({ clients }: WebSocketServer): void {
  for (const client of clients) client.close(goingAway, 'the server is stopping')
  setTimeout(() => {
    for (const client of clients) client.terminate()
  }, closeAnswerMs)
}

/** Pings keep idle sockets open through proxies; a client that missed the last one is gone. */
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
