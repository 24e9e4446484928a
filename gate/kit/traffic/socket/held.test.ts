/** Goal: a held socket tells a close frame from a cut, and reports whether it is alive. */
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { type HeldSocket, openSocket } from './held.ts'

const servers: WebSocketServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A socket of a server, and the server's side of it. */
async function open(session: Record<string, string> = {}): Promise<[HeldSocket, WebSocket]> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  servers.push(server)
  server.on('headers', (headers, request) => {
    headers.push(`x-side: ${request.headers.authorization}`)
  })
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const blueGreen = { origin: `http://127.0.0.1:${port}`, headers: { host: 'localhost' } }
  const accepted = once(server, 'connection')
  const spec = { method: 'GET' as const, path: '/' }
  const held = await openSocket(blueGreen, spec, { headers: session })
  const [theirs] = await accepted
  return [held, theirs]
}

test('the response to the upgrade names the side, and the socket answers pings', async () => {
  const [held] = await open({ authorization: 'Bearer a' })
  expect(held.upgrade['x-side']).toBe('Bearer a')
  expect(await held.answers()).toBe(true)
  expect(held.end()).toBeUndefined()
  held.destroy()
  expect(await held.answers()).toBe(false)
})

test('the protocol header is sent as a WebSocket protocol', async () => {
  const [held, theirs] = await open({ 'Sec-WebSocket-Protocol': 'token, abc' })
  expect(theirs.protocol).toBe('token')
  held.destroy()
})

test('a close frame is reported with its code and reason', async () => {
  const [held, theirs] = await open()
  theirs.close(1001, 'the server is stopping')
  const end = { code: 1001, reason: 'the server is stopping', isClean: true }
  expect(await held.ended).toMatchObject(end)
  expect(held.end()).toMatchObject(end)
})

test('a cut is reported as one', async () => {
  const [held, theirs] = await open()
  theirs.terminate()
  expect(await held.ended).toMatchObject({ code: 1006, reason: '', isClean: false })
})

test('a ping is answered late, as over a long way', async () => {
  const [held, theirs] = await open()
  const fromMs = performance.now()
  theirs.ping()
  await once(theirs, 'pong')
  expect(performance.now() - fromMs).toBeGreaterThan(290)
  held.destroy()
})
