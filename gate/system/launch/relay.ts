/**
 * Relays from a network of Docker to this machine's loopback, where the services of the run listen:
 * each listens at the gateway of that network, on the port of the service.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { inconclusive, messageOf } from '#gate/errors.ts'

const loopback = '127.0.0.1'

/** Passes on what both sides send, and how each of them ends. */
function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    // A service that refuses or resets does so for the client, too.
    from.once('error', () => to.resetAndDestroy())
    from.once('close', () => to.destroySoon())
  }
}

async function relay(host: string, port: number, open: Set<Socket>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const service = connect({ host: loopback, port, allowHalfOpen: true, noDelay: true })
    for (const socket of [client, service]) {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
    }
    join(client, service)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return server
}

/**
 * Opens a relay for each port.
 * @param gateway the address of this machine in the network of the container
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if this machine does not have that address
 */
export async function openRelays(gateway: string, ports: Iterable<number>) {
  const open = new Set<Socket>()
  const servers: Server[] = []
  const close = async () => {
    for (const socket of open) socket.destroy()
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
  try {
    for (const port of new Set(ports)) servers.push(await relay(gateway, port, open))
  } catch (cause) {
    await close()
    throw inconclusive(`no relay from the container to a service: ${messageOf(cause)}`, cause)
  }
  return { close }
}
