/** Goal: a library refuses each broken frame as one, and reads every odd message. */
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { openSocket } from '#gate/kit/traffic/socket/held.ts'
import { brokenFrames, oddMessages } from './hostile-messages.ts'
import { sendHostileMessages } from './hostile-sockets.ts'

let server: WebSocketServer
const got: string[] = []

beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', (socket) => {
    socket.on('error', ({ message }) => got.push(message))
    socket.on('message', () => got.push('a message'))
  })
  await once(server, 'listening')
})
afterAll(() => server.close())

const open = async () => {
  const { port } = server.address() as { port: number }
  const at = { origin: `http://127.0.0.1:${port}`, headers: {} }
  return await openSocket(at, { method: 'GET', path: '/' }, { headers: {} })
}

test('the odd messages are read, and the broken frames are refused', async () => {
  const outcomes = await sendHostileMessages(open)
  const closed = outcomes.filter(({ ended }) => ended === 'closed').map(({ what }) => what)
  expect(closed).toEqual(brokenFrames.map(({ what }) => `${what} on a WebSocket`))
  expect(got.filter((one) => one === 'a message')).toHaveLength(oddMessages.length)
  expect(new Set(got.filter((one) => one !== 'a message')).size).toBeGreaterThan(6)
})
