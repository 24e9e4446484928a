/**
 * Relays from a network of Docker to this machine's loopback, where the services of the run listen:
 * each listens at the gateway of that network, on the port of the service, as long as the service
 * does. So a service that is down refuses connections there, too.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { isListenedTo } from '#gate/host/process/connections.ts'

const loopback = '127.0.0.1'
/** Between two looks whether a service that was down listens again. */
const lookMs = 20

class Relay {
  readonly #gateway: string
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  readonly #looks: NodeJS.Timeout
  #server: Server | undefined
  #opening: Promise<void> | undefined

  constructor(gateway: string, port: number) {
    this.#gateway = gateway
    this.#port = port
    this.#looks = setInterval(() => void this.look().catch(() => {}), lookMs).unref()
  }

  /** Listens exactly if the service does. */
  async look(): Promise<void> {
    if (!isListenedTo(this.#port)) this.#refuse()
    else if (this.#server === undefined) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined
      })
      await this.#opening
    }
  }

  async #open(): Promise<void> {
    const options = { allowHalfOpen: true, noDelay: true }
    const server = createServer(options, (client) => this.#join(client))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, this.#gateway, resolve)
    })
    this.#server = server
  }

  /** Connections that are open go on. */
  #refuse(): void {
    this.#server?.close()
    this.#server = undefined
  }

  /** Passes on what both sides send, and how each of them ends. */
  #join(client: Socket): void {
    const options = { host: loopback, port: this.#port, allowHalfOpen: true, noDelay: true }
    const service = connect(options)
    // What has lost its service tries again at once, and has to be refused then.
    for (const sign of ['end', 'error'] as const) {
      service.once(sign, () => void this.look().catch(() => {}))
    }
    for (const [from, to] of [
      [client, service],
      [service, client],
    ] as const) {
      this.#sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.resetAndDestroy())
      from.once('close', () => {
        this.#sockets.delete(from)
        to.destroySoon()
      })
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#looks)
    await this.#opening?.catch(() => {})
    this.#refuse()
    for (const socket of this.#sockets) socket.destroy()
  }
}

/**
 * Opens a relay for each port.
 * @param gateway the address of this machine in the network of the container
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if this machine does not have that address
 */
export async function openRelays(gateway: string, ports: Iterable<number>) {
  const relays = [...new Set(ports)].map((port) => new Relay(gateway, port))
  const close = async () => {
    await Promise.all(relays.map((relay) => relay.close()))
  }
  try {
    await Promise.all(relays.map((relay) => relay.look()))
  } catch (cause) {
    await close()
    throw inconclusive(`no relay from the container to a service: ${messageOf(cause)}`, cause)
  }
  return { close }
}
