/** Goal: nothing after the marker arrives before the release, and everything does after it. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { openHeldPath } from './held-path.ts'

test('a path is held at its marker', async () => {
  const server = createServer((socket) => {
    // The marker arrives in two chunks.
    socket.once('data', () => socket.write('before mar', () => socket.end('ker after')))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const path = await openHeldPath(`postgres://u:p@127.0.0.1:${port}/d`, 'marker')
  expect(new URL(path.url).pathname).toBe('/d')
  const client = connect(Number(new URL(path.url).port), '127.0.0.1')
  let received = ''
  client.on('data', (chunk) => {
    received += chunk
  })
  client.write('hello')
  const options = { timeoutMs: 5_000, intervalMs: 5 }
  await waitFor('the path to be held', async () => path.heldAtMs, options)
  expect(received).not.toContain('after')
  path.release()
  await once(client, 'end')
  expect(received).toBe('before marker after')
  client.destroy()
  await path.close()
  server.close()
})
