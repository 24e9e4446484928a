/** Goal: a socket that does not open, or does not stay open, is an answer; a good one is 101. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Person } from '#gate/system/world.ts'
import { socketSteps, whileSocketHeld } from './sockets.ts'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A server with one socket path, and what it does with a socket there. */
async function serve(greet: (socket: WebSocket) => void): Promise<string> {
  const server = createServer((_, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (request.headers.authorization !== 'Bearer good') {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    } else sockets.handleUpgrade(request, socket, head, greet)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    for (const client of sockets.clients) client.terminate()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

/** What is judged of a socket at the address; the work waits for what it is told to. */
async function judged(
  url: string,
  work: () => Promise<string>,
  { token = 'good', openForMs = 0 } = {},
) {
  const openSocket = { request: () => ({ method: 'GET' as const, path: '/socket' }) }
  const running = {
    url,
    config: { operations: { openSocket } },
    client: { baseHeaders: {} },
    operation: () => openSocket,
  } as unknown as RunningTarget
  const person = { session: { headers: { authorization: `Bearer ${token}` } } } as unknown as Person
  const answers: [number, string][] = []
  const evidence = { observe: () => undefined } as never
  const judge = (status: number, { what }: { what: string }) => answers.push([status, what])
  const result = await whileSocketHeld(running, person, { evidence, judge, openForMs }, work)
  return { result, answers, steps: socketSteps(running) }
}

const work = async () => 'done'

test('one that stays open and answers pings is answered with 101', async () => {
  const found = await judged(await serve(() => undefined), work)
  expect(found).toEqual({ result: 'done', answers: [[101, 'open a WebSocket']], steps: 1 })
})

test('a refused upgrade is judged by its status, and the work is done all the same', async () => {
  const { result, answers } = await judged(await serve(() => undefined), work, { token: 'bad' })
  expect({ result, answers }).toEqual({ result: 'done', answers: [[403, 'open a WebSocket']] })
})

test('one that is closed before the work ends is told with its code', async () => {
  let closed: Promise<unknown> | undefined
  const url = await serve((socket) => {
    closed = once(socket, 'close')
    socket.close(1008, 'expired')
  })
  const { answers } = await judged(url, async () => {
    await closed
    return 'done'
  })
  const what = 'open a WebSocket (it opened, and was closed with 1008: expired)'
  expect(answers).toEqual([[0, what]])
})

test.each([
  ['cut', (socket: WebSocket) => socket.terminate(), 0],
  ['ended by an error of the server', (socket: WebSocket) => socket.close(1011), 0],
  ['closed by a rule of the server', (socket: WebSocket) => socket.close(4001, 'idle'), 101],
])('one that is %s later, while nothing is asked of it', async (_, end, status) => {
  let socket: WebSocket | undefined
  const url = await serve((opened) => {
    socket = opened
  })
  const ends = async () => {
    // After it has answered the ping that ends the work.
    socket?.once('ping', () => setImmediate(() => socket && end(socket)))
    return 'done'
  }
  const { answers } = await judged(url, ends, { openForMs: 5_000 })
  expect(answers.map(([seen]) => seen)).toEqual([status])
})

test('one is held for as long as it is to be', async () => {
  const fromMs = performance.now()
  await judged(await serve(() => undefined), work, { openForMs: 300 })
  expect(performance.now() - fromMs).toBeGreaterThan(290)
})

test('nobody there is no status', async () => {
  const url = await serve(() => undefined)
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
  const { answers } = await judged(url, work)
  expect(answers[0]?.[0]).toBe(0)
  expect(answers[0]?.[1]).toMatch(/ECONNREFUSED/)
})

test('a config without sockets adds no step', async () => {
  const running = { config: { operations: {} } } as unknown as RunningTarget
  const options = { evidence: undefined as never, judge: () => undefined, openForMs: 0 }
  expect(await whileSocketHeld(running, {} as Person, options, work)).toBe('done')
  expect(socketSteps(running)).toBe(0)
})
