/** Sends bytes to a target, valid HTTP or not, and returns the outcome. */
import { connect } from 'node:net'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import { noteRateLimit } from './rate-limited.ts'

export interface RawOutcome {
  /** `closed`: without an answer. `silent`: neither an answer nor an end in time. */
  ended: 'answered' | 'closed' | 'refused' | 'silent'
  /** Of the first answer; absent if there was none. */
  status?: number
  ms: number
}

/** Sends them over a new connection; never throws because of the target. */
export async function sendBytes(
  url: string,
  bytes: Uint8Array,
  timeoutMs: number,
): Promise<RawOutcome> {
  const { hostname, port } = new URL(url)
  const startMs = performance.now()
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) })
    let isConnected = false
    let text = ''
    const conclude = (ended: RawOutcome['ended'], status?: number) => {
      socket.destroy()
      const ms = Math.round(performance.now() - startMs)
      noteRateLimit(status)
      resolve({ ended, ms, ...(status === undefined ? {} : { status }) })
    }
    const deadline = deadlineAfter(timeoutMs)
    deadline.addEventListener('abort', () => conclude('silent'))
    socket.once('connect', () => {
      isConnected = true
      socket.write(bytes)
    })
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1')
      const status = /^HTTP\/1\.\d (\d{3})/.exec(text)?.[1]
      // 100 Continue comes before the answer.
      if (status !== undefined && status !== '100') conclude('answered', Number(status))
    })
    // A reset after the answer ends the connection like a close.
    socket.on('error', () => {})
    socket.once('close', () => conclude(isConnected ? 'closed' : 'refused'))
  })
}
