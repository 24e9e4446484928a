/** A port that does not answer to connections at all, without rights over the network. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { inconclusive } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { waitFor } from '#gate/host/process/wait.ts'

/** No answer to a connection for so long, when one takes a millisecond, is silence. */
const silenceMs = 400
const maxConnections = 64
const threadTimeoutMs = 10_000

/** Listens with the shortest queue that there is, and then does nothing any more. */
const listener = `
const { parentPort, workerData } = require('node:worker_threads')
const server = require('node:net').createServer()
server.listen({ ...workerData, backlog: 1 }, () => {
  parentPort.postMessage('listening')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
`

export interface Silence {
  /** Connections that it took to fill the queue. */
  connections: number
  end(): Promise<void>
}

/** A connection that is made at once, or not at all for the time that counts as silence. */
async function isTaken(address: Address, sockets: Socket[]): Promise<boolean> {
  const socket = connect(address)
  sockets.push(socket)
  socket.on('error', () => {})
  const connected = once(socket, 'connect', { signal: AbortSignal.timeout(silenceMs) })
  return await connected.then(
    () => true,
    () => false,
  )
}

/**
 * Makes an address silent: its queue of connections is full and nobody takes any from it, so the
 * kernel drops what asks for one more.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it answers all the same
 */
export async function openSilence(address: Address): Promise<Silence> {
  const thread = new Worker(listener, { eval: true, workerData: address })
  const sockets: Socket[] = []
  const end = async () => {
    for (const socket of sockets) socket.destroy()
    await thread.terminate()
  }
  try {
    await once(thread, 'message', { signal: AbortSignal.timeout(threadTimeoutMs) })
    const full = async () => {
      if (sockets.length > maxConnections)
        throw inconclusive(`the port still answers after ${maxConnections} connections`)
      return (await isTaken(address, sockets)) ? undefined : true
    }
    await waitFor('the port to stop answering', full, { timeoutMs: 30_000, intervalMs: 0 })
    return { connections: sockets.length - 1, end }
  } catch (error) {
    await end()
    throw error
  }
}
