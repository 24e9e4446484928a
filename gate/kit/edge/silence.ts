/** A port that does not answer connections at all; needs no network privileges. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { inconclusive } from '#gate/errors.ts'
import type { Address } from '#gate/host/address.ts'
import { deadlineAfter, waitFor } from '#gate/host/process/wait.ts'

/** A connection takes about a millisecond; none after this long counts as silence. */
const silenceMs = 400
const maxConnections = 64
const threadTimeoutMs = 10_000

/** Listens with the shortest possible queue, and then blocks. */
const listener = `
const { parentPort, workerData } = require('node:worker_threads')
const server = require('node:net').createServer()
server.listen({ ...workerData, backlog: 1 }, () => {
  parentPort.postMessage('listening')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})
`

export interface Silence {
  /** The connections that filled the queue. */
  connections: number
  end(): Promise<void>
}

/** Whether a connection is accepted at once. */
async function isTaken(address: Address, sockets: Socket[]): Promise<boolean> {
  const socket = connect(address)
  sockets.push(socket)
  socket.on('error', () => {})
  const connected = once(socket, 'connect', { signal: deadlineAfter(silenceMs) })
  return await connected.then(
    () => true,
    () => false,
  )
}

/**
 * Makes an address silent: its accept queue is full and never emptied, so the kernel drops new
 * connections.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it still answers
 */
export async function openSilence(address: Address): Promise<Silence> {
  const thread = new Worker(listener, { eval: true, workerData: address })
  const sockets: Socket[] = []
  const end = async () => {
    for (const socket of sockets) socket.destroy()
    await thread.terminate()
  }
  try {
    await once(thread, 'message', { signal: deadlineAfter(threadTimeoutMs) })
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
