/** Whether a server answers at an address, by the first bytes of its protocol. */
import { connect } from 'node:net'
import type { Address } from '#gate/host/address.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'

export type Protocol = 'redis' | 'postgres'

/**
 * `refused`: nothing listens. `closed`: accepted and closed, or reset, see `code`. `silent`: no
 * answer in time.
 */
export interface Reach {
  outcome: 'answered' | 'refused' | 'closed' | 'silent'
  /** From the connection attempt to the outcome. */
  ms: number
  /** The system's error code, if any. */
  code?: string
}

/** Requests without a password: any response counts as an answer. */
const hellos: Record<Protocol, Buffer> = {
  redis: Buffer.from('*1\r\n$4\r\nPING\r\n'),
  // SSLRequest: the length and the code 80877103.
  postgres: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]),
}

/** Never throws. */
export function reach(address: Address, protocol: Protocol, timeoutMs: number): Promise<Reach> {
  const { host, port } = address
  const beginMs = performance.now()
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    let isConnected = false
    const conclude = (outcome: Reach['outcome'], code?: string) => {
      const ms = performance.now() - beginMs
      resolve({ outcome, ms, ...(code === undefined ? {} : { code }) })
      socket.destroy()
    }
    const deadline = deadlineAfter(timeoutMs)
    deadline.addEventListener('abort', () => conclude('silent'))
    socket.once('connect', () => {
      isConnected = true
      socket.write(hellos[protocol])
    })
    socket.once('data', () => conclude('answered'))
    socket.once('end', () => conclude('closed'))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      conclude(isConnected ? 'closed' : 'refused', error.code),
    )
  })
}
