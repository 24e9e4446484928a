/** A relay is there exactly as long as its service, and passes everything on. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { openRelays } from './relay.ts'

/** Stands for the gateway of a network. */
const gateway = '127.77.0.1'

async function serve(port = 0): Promise<{ server: Server; port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port, sockets }
}

async function echo(port: number): Promise<string> {
  const socket = connect(port, gateway)
  await once(socket, 'connect')
  socket.end('hello')
  return Buffer.concat(await socket.toArray()).toString()
}

const options = { timeoutMs: 5_000, intervalMs: 10 }

test('what both sides send is passed on, with the end of each', async () => {
  const { port } = await serve()
  const relays = await openRelays(gateway, [port, port])
  onTestFinished(relays.close)
  expect(await echo(port)).toBe('hello')
})

test('a service that goes away is refused, and served again when it is back', async () => {
  const { server, port, sockets } = await serve()
  const relays = await openRelays(gateway, [port])
  onTestFinished(relays.close)
  const socket = connect(port, gateway)
  socket.on('error', () => {})
  socket.resume()
  await once(socket, 'connect')
  await waitFor('the service to be reached', async () => sockets.size || undefined, options)
  server.close()
  for (const each of sockets) each.resetAndDestroy()
  await new Promise((resolve) => socket.once('close', resolve))
  await expect(echo(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await serve(port)
  expect(await waitFor('the service to be back', () => echo(port), options)).toBe('hello')
})

test('a closed relay leaves the address free', async () => {
  const { port } = await serve()
  const relays = await openRelays(gateway, [port])
  await relays.close()
  await expect(echo(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
