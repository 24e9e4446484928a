/** An address that leads to a backend, wherever it is: as a port of a host leads to a container. */
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Address } from '#gate/host/address.ts'

export interface Relay extends Address {
  /** Leads there from now on; connections are refused while there is nowhere to lead. */
  leadTo(port: number | undefined): Promise<void>
  close(): Promise<void>
}

/** Opens none yet: see {@link Relay.leadTo}. */
export function relayAt({ host, port }: Address): Relay {
  const sockets = new Set<Socket>()
  let server: Server | undefined
  const close = async () => {
    const old = server
    server = undefined
    for (const socket of sockets) socket.destroy()
    if (old) await new Promise<void>((closed) => old.close(() => closed()))
  }
  const leadTo = async (to: number | undefined) => {
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
  return { host, port, leadTo, close }
}
