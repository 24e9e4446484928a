import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { WebSocket } from '@fastify/websocket'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { BadRequestError } from '../../../lib/errors.ts'
import { refusals, secured } from '../../../schemas/errors.ts'

/** Close codes that we send here: RFC 6455, section 7.4.1. */
const unsupportedData = 1003
const policyViolation = 1008

/** A client with an open socket learns at once that the server stops, or that it must log in. */
const socketRoutes: FastifyPluginAsyncTypebox = async (fastify) => {
  const schema = {
    summary: 'A WebSocket: answers {"type":"ping"} with {"type":"pong"}',
    description:
      'Ends with close code 1008 when the access token expires, 1001 when the server stops.',
    tags: ['socket'],
    security: secured,
    response: {
      101: Type.Null({ description: 'The connection is a WebSocket now' }),
      ...refusals(400, 401),
    },
  }
  fastify.route({
    method: 'GET',
    url: '',
    schema,
    onRequest: fastify.authenticate,
    handler: async () => {
      throw new BadRequestError('only a WebSocket can be had here: ask for an upgrade')
    },
    wsHandler: serve,
  })
}

function serve(socket: WebSocket, request: FastifyRequest): void {
  socket.on('message', (data, isBinary) => {
    if (!isBinary && isPing(String(data))) socket.send('{"type":"pong"}')
    else socket.close(unsupportedData, 'only {"type":"ping"} is understood')
  })
  const expiryMs = (request.user.exp ?? 0) * 1000
  const end = () => socket.close(policyViolation, 'the access token has expired')
  const timer = setTimeout(end, expiryMs - Date.now())
  socket.once('close', (code) => {
    clearTimeout(timer)
    const facts = { module: 'socket', function: 'serve', code, client: request.ip }
    request.log.info({ ...facts, request_id: request.id }, `socket closed with ${code}`)
  })
}

function isPing(text: string): boolean {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type === 'ping'
  } catch {
    return false
  }
}

export default socketRoutes
