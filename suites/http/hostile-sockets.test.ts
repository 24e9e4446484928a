/** Goal: a long message that is kept is told from one that is refused or thrown away. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { socketsOf } from '#gate/kit/traffic/socket/held.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { longMessage, sendLongMessage, tryGoodSocket } from './hostile-sockets.ts'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A backend in this process, whose memory is what is read. */
async function serve(maxPayload: number): Promise<RunningTarget> {
  const server = createServer((_, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ server, path: '/socket', maxPayload })
  sockets.on('connection', (socket) => socket.on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    for (const client of sockets.clients) client.terminate()
    server.close()
  })
  const openOperation = { request: () => ({ method: 'GET' as const, path: '/socket' }) }
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    config: { operations: { openSocket: openOperation } },
    client: { baseHeaders: {} },
    process: { pids: () => [process.pid] },
  } as unknown as RunningTarget
}

async function longMessageTo(running: RunningTarget) {
  const open = socketsOf(running, { headers: {} })
  if (open === undefined) throw new Error('the config has a socket')
  expect(await tryGoodSocket(open)).toMatchObject({ ended: 'answered' })
  return await sendLongMessage(running, open)
}

test('who takes the whole of it grows by it', async () => {
  const outcome = await longMessageTo(await serve(100 * 2 ** 20))
  expect(outcome).toMatchObject({ ended: 'answered' })
  expect(outcome.grownMiB).toBeGreaterThanOrEqual(longMessage.keptMiB)
})

test('who has a limit closes the socket, and says why', async () => {
  expect(await longMessageTo(await serve(1_024))).toMatchObject({ ended: 'closed', code: 1009 })
})

test('a config without sockets has nothing to open', () => {
  const running = { config: { operations: {} } } as unknown as RunningTarget
  expect(socketsOf(running, { headers: {} })).toBeUndefined()
})
