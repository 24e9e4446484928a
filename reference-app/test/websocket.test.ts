/** Goal: sockets answer, and close with a reason, whatever the client does. */
import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { UnauthorizedError } from '../src/lib/errors.ts'
import { sendFrameworkError } from '../src/plugins/app/error-handler.ts'
import websocket from '../src/plugins/external/websocket.ts'
import socketRoutes from '../src/routes/api/v1/socket.ts'

const servers: FastifyInstance[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** A server that accepts everyone except `stranger`, with tokens of this lifetime. */
async function serve(tokenMs = 60_000): Promise<{ server: FastifyInstance; url: string }> {
  const server = Fastify()
  server.setErrorHandler(sendFrameworkError)
  servers.push(server)
  await server.register(websocket)
  server.decorate('authenticate', async (request) => {
    if (request.url.endsWith('?stranger')) throw new UnauthorizedError('log in first')
    request.user = { sub: '1', sid: 'a', exp: (Date.now() + tokenMs) / 1000 }
  })
  await server.register(socketRoutes, { prefix: '/socket' })
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  return { server, url: `${origin}/socket` }
}

async function open(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  return socket
}

/** How the server closed it. */
async function endOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [{ code, reason }] = await once(socket, 'close')
  return { code, reason }
}

test('a ping is answered, and anything else is refused', async () => {
  const { url } = await serve()
  const socket = await open(url)
  socket.send('{"type":"ping"}')
  const [{ data }] = await once(socket, 'message')
  expect(JSON.parse(data)).toEqual({ type: 'pong' })
  for (const words of ['{"type":"other"}', 'null', 'no JSON', new Uint8Array([1])]) {
    const other = await open(url)
    other.send(words)
    expect(await endOf(other)).toMatchObject({ code: 1003 })
  }
  socket.close()
})

test('it ends with the token', async () => {
  const socket = await open((await serve(50)).url)
  expect(await endOf(socket)).toEqual({ code: 1008, reason: 'the access token has expired' })
})

test('a stranger gets none', async () => {
  const { url } = await serve()
  const socket = new WebSocket(`${url}?stranger`)
  await once(socket, 'error')
  expect((await fetch(`${url}?stranger`)).status).toBe(401)
})

test('a plain request is told what this is for', async () => {
  expect((await fetch((await serve()).url)).status).toBe(400)
})

test('a stop is told, and ends when the answer is there', async () => {
  const { server, url } = await serve()
  const ended = endOf(await open(url))
  const startMs = performance.now()
  await server.close()
  expect(performance.now() - startMs).toBeLessThan(1_500)
  expect(await ended).toEqual({ code: 1001, reason: 'the server is stopping' })
})

test('a stop does not wait for a client that says nothing', async () => {
  const { server, url } = await serve()
  const { hostname, port } = new URL(url)
  const silent = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  silent.write(
    'GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const [answer] = await once(silent, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1.1 101 /)
  const startMs = performance.now()
  await server.close()
  expect(performance.now() - startMs).toBeLessThan(4_000)
  silent.destroy()
})
