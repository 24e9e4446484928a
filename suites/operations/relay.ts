/** A fixed address that forwards to a backend, as a host's port forwards to a container. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Address } from '#gate/host/address.ts'

export interface Relay extends Address {
  /** Forwards to that port from now on; undefined refuses connections. */
  forwardTo(port: number | undefined): Promise<void>
  close(): Promise<void>
}

/** Listens only once it forwards: see {@link Relay.forwardTo}. */
export function relayAt({ host, port }: Address): Relay {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const close = async () => {
    const old = server
    server = undefined
    for (const socket of sockets) socket.destroy()
    if (old) await new Promise<void>((closed) => old.close(() => closed()))
  }
  const forwardTo = async (to: number | undefined) => {
    await close()
    if (to === undefined) return
    const next = createServer((near) => {
      const far = connect(to, '127.0.0.1')
      for (const socket of [near, far]) {
        sockets.add(socket)
        socket.on('error', () => {})
        socket.on('close', () => sockets.delete(socket))
      }
      near.pipe(far).pipe(near)
    })
    await new Promise<void>((listening, failed) => {
      next.once('error', failed)
      next.listen(port, host, () => listening())
    })
    server = next
  }
  return { host, port, forwardTo, close }
}
