/** A path to PostgreSQL that is held in the middle of a table until it is released. */
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface HeldPath {
  /** The connection string through this path. */
  url: string
  /** When the marker passed and the path was held, by `performance.now()`. */
  readonly heldAtMs: number | undefined
  /** Lets everything through from now on. Idempotent. */
  release(): void
  close(): Promise<void>
}

/** Forwards bytes both ways; what the server sends waits for `gate` first. */
function join(client: Socket, server: Socket, gate: (chunk: Buffer) => Promise<void>): void {
  client.pipe(server)
  const end = () => {
    client.destroy()
    server.destroy()
  }
  for (const socket of [client, server]) socket.on('error', end)
  client.once('close', end)
  const pass = async () => {
    for await (const chunk of server) {
      await gate(chunk)
      if (!client.write(chunk)) await new Promise((resolve) => client.once('drain', resolve))
    }
    client.end()
  }
  pass().catch(end)
}

/**
 * Opens the path. Once the server has sent the marker, nothing more arrives from it: a client that
 * reads a table cannot go on to the next.
 * @param url the server's connection string; it must not require TLS
 * @param marker text within one row of a table
 */
export async function openHeldPath(url: string, marker: string): Promise<HeldPath> {
  const target = new URL(url)
  const release = Promise.withResolvers<void>()
  const sockets = new Set<Socket>()
  let heldAtMs: number | undefined
  const needle = Buffer.from(marker)
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) sockets.add(socket)
    let tail = Buffer.alloc(0)
    join(client, upstream, async (chunk) => {
      if (heldAtMs === undefined) {
        // The marker may arrive in two chunks.
        const recent = Buffer.concat([tail, chunk])
        tail = recent.subarray(-needle.length)
        if (recent.includes(needle)) heldAtMs = performance.now()
      }
      if (heldAtMs !== undefined) await release.promise
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const throughPath = new URL(url)
  throughPath.hostname = '127.0.0.1'
  throughPath.port = String((server.address() as { port: number }).port)
  return {
    url: throughPath.href,
    get heldAtMs() {
      return heldAtMs
    },
    release: () => release.resolve(),
    close: async () => {
      release.resolve()
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
