/** Sockets of a server's port: those that are open, and those that end. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { socketsAt } from './connections.ts'
import { waitFor } from './wait.ts'

test('a socket counts as long as the system keeps it, and the listening one never', async () => {
  const server = createServer((socket) => socket.on('data', () => socket.end()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  try {
    expect(socketsAt(port, 'self')).toBe(0)
    const accepted = once(server, 'connection')
    const client = connect(port, '127.0.0.1')
    await accepted
    expect(socketsAt(port, 'self')).toBe(1)
    // The side that ends first keeps it for a minute: here it is the server.
    client.write('end')
    const isClosed = async () => client.closed || undefined
    await waitFor('the end', isClosed, { timeoutMs: 5_000, intervalMs: 10 })
    expect(socketsAt(port, 'self')).toBe(1)
  } finally {
    server.close()
  }
})
