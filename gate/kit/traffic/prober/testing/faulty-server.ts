/**
 * A server with planted faults, as a thread: outages of a known length, in which every request is
 * reset, and resets of every so-manieth request on a connection that was used before.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'

type Order = { outageMs: number } | { resetEvery: number } | 'count'

/** What the server did to its clients. */
export interface Planted {
  served: number
  /** Requests reset in outages. */
  inOutages: number
  /** Requests reset on connections that had been used before. */
  onReused: number
}

export interface FaultyServer {
  origin: string
  /** Resets what comes within so many milliseconds from now. */
  outage(ms: number): void
  /** Resets every so-manieth request on a reused connection; 0: none. */
  resetEvery(count: number): void
  planted(): Promise<Planted>
  close(): Promise<void>
}

export async function startFaultyServer(): Promise<FaultyServer> {
  const worker = new Worker(new URL(import.meta.url))
  const [port] = (await once(worker, 'message')) as [number]
  const order = (message: Order) => worker.postMessage(message)
  return {
    origin: `http://127.0.0.1:${port}`,
    outage: (outageMs) => order({ outageMs }),
    resetEvery: (count) => order({ resetEvery: count }),
    planted: async () => {
      order('count')
      const [planted] = (await once(worker, 'message')) as [Planted]
      return planted
    },
    close: async () => {
      await worker.terminate()
    },
  }
}

function serve(port: NonNullable<typeof parentPort>): void {
  const planted: Planted = { served: 0, inOutages: 0, onReused: 0 }
  const used = new WeakMap<Socket, number>()
  let outageUntilMs = 0
  let resetEvery = 0
  let onReused = 0
  const server = createServer({ keepAliveTimeout: 60_000 }, ({ socket }, response) => {
    const before = used.get(socket) ?? 0
    used.set(socket, before + 1)
    if (performance.now() < outageUntilMs) {
      planted.inOutages += 1
      socket.resetAndDestroy()
      return
    }
    if (before > 0) onReused += 1
    if (before > 0 && resetEvery > 0 && onReused % resetEvery === 0) {
      planted.onReused += 1
      socket.resetAndDestroy()
      return
    }
    planted.served += 1
    response.end('{}')
  })
  port.on('message', (order: Order) => {
    if (order === 'count') port.postMessage(planted)
    else if ('outageMs' in order) outageUntilMs = performance.now() + order.outageMs
    else resetEvery = order.resetEvery
  })
  server.listen(0, '127.0.0.1', () => port.postMessage((server.address() as AddressInfo).port))
}

if (!isMainThread && parentPort) serve(parentPort)
