import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { sleep } from '#gate/host/process/wait.ts'
import { watchIdleConnection } from './idle-connection.ts'

const opened: { close(): unknown }[] = []
afterEach(() => {
  for (const server of opened.splice(0)) server.close()
})

const request = { path: '/health', headers: {} }

async function urlOf(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function answering(end: string, head = 'HTTP/1.1 200 OK\r\nContent-Length: 2') {
  return createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(`${head}\r\n\r\nok`)
      if (end !== '') void sleep(Number(end)).then(() => socket.end())
    })
  })
}

test('one that is closed early is timed from its answer', async () => {
  const watched = await watchIdleConnection(await urlOf(answering('300')), request, 3_000)
  expect(watched).toMatchObject({ status: 200, isAnnounced: false })
  expect(watched.closedAfterMs).toBeGreaterThanOrEqual(290)
  expect(watched.closedAfterMs).toBeLessThan(2_000)
})

test('one that stays is open at the end of the watch', async () => {
  const watched = await watchIdleConnection(await urlOf(answering('')), request, 300)
  expect(watched).toEqual({ status: 200, isAnnounced: false, closedAfterMs: undefined })
})

test.each([
  ['HTTP/1.1 200 OK\r\nConnection: close', true],
  ['HTTP/1.0 200 OK\r\nServer: a', true],
  ['HTTP/1.0 200 OK\r\nConnection: keep-alive', false],
])('an end that is announced by %j', async (head, isAnnounced) => {
  const watched = await watchIdleConnection(await urlOf(answering('1', head)), request, 3_000)
  expect(watched).toMatchObject({ status: 200, isAnnounced })
})

test("Node's own server closes at its keep-alive timeout", async () => {
  const server = createServer({ keepAliveTimeout: 400 }, (_, response) => response.end('ok'))
  const watched = await watchIdleConnection(await urlOf(server), request, 4_000)
  expect(watched.isAnnounced).toBe(false)
  expect(watched.closedAfterMs).toBeGreaterThan(350)
})
