/** Sends bytes to a target, valid HTTP or not, and returns the outcome. */
import { connect } from 'node:net'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import { noteRateLimit, type Patience, tooManyRequests } from './rate-limited.ts'

export interface RawOutcome {
  /** `closed`: without an answer. `silent`: neither an answer nor an end in time. */
  ended: 'answered' | 'closed' | 'refused' | 'silent'
  /** Of the first answer; absent if there was none. */
  status?: number
  /** The answer as far as it was read. */
  text: string
  ms: number
}

/** What goes on without a status, or without an end of its headers, is no answer. */
const largestHead = 1024 * 1024

/** The headers of an answer, by name in lower case. */
function headersOf(text: string): Record<string, string> {
  const lines = text.split('\r\n\r\n')[0]?.split('\r\n').slice(1) ?? []
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
}

/**
 * Sends them over a new connection, and again if a rate limit answered, as long as the patience
 * lasts; never throws because of the target.
 */
export async function sendBytes(
  url: string,
  bytes: Uint8Array,
  timeoutMs: number,
  patience: Patience,
): Promise<RawOutcome> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await sendOnce(url, bytes, timeoutMs)
    if (outcome.status !== tooManyRequests) return outcome
    if (await patience.wait(headersOf(outcome.text), attempt)) continue
    noteRateLimit(outcome.status)
    return outcome
  }
}

async function sendOnce(url: string, bytes: Uint8Array, timeoutMs: number): Promise<RawOutcome> {
  const { hostname, port } = new URL(url)
  const startMs = performance.now()
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) })
    let isConnected = false
    let text = ''
    const conclude = (ended: RawOutcome['ended'], status?: number) => {
      socket.destroy()
      const ms = Math.round(performance.now() - startMs)
      resolve({ ended, ms, text, ...(status === undefined ? {} : { status }) })
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
      const isEndless = text.length > largestHead
      if (status === undefined || status === '100') {
        if (isEndless) conclude('closed')
        return
      }
      // What a rate limit says stands in its headers.
      const isWhole = status !== '429' || text.includes('\r\n\r\n')
      if (isWhole || isEndless) conclude('answered', Number(status))
    })
    // A reset after the answer ends the connection like a close.
    socket.on('error', () => {})
    socket.once('close', () => conclude(isConnected ? 'closed' : 'refused'))
  })
}
