/** How long a backend keeps a connection open on which it has answered one request. */
import { connect } from 'node:net'
import { deadlineAfter } from '#gate/host/process/wait.ts'

export interface IdleConnection {
  /** Of the answer; undefined if there was none. */
  status: number | undefined
  /** The answer said that the connection ends with it: then nobody sends another request on it. */
  isAnnounced: boolean
  /** From the answer to the end; undefined if it was still open when the watch ended. */
  closedAfterMs: number | undefined
}

/** Whether an answer's head says that the connection ends. Before HTTP/1.1 that is the rule. */
function announcesEnd(text: string): boolean {
  const head = text.split('\r\n\r\n', 1)[0] ?? ''
  if (/^connection:.*\bclose\b/im.test(head)) return true
  return /^HTTP\/1\.0/.test(head) && !/^connection:.*\bkeep-alive\b/im.test(head)
}

/**
 * Sends one request on a connection of its own, and watches it until the backend closes it.
 * @param watchMs from the answer; without an answer, from the request
 */
export async function watchIdleConnection(
  url: string,
  { path, headers }: { path: string; headers: Readonly<Record<string, string>> },
  watchMs: number,
): Promise<IdleConnection> {
  const { hostname, port, host } = new URL(url)
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'host')
  const all = { ...(named ? {} : { Host: host }), ...headers, Connection: 'keep-alive' }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) })
    let text = ''
    let answeredMs = performance.now()
    const conclude = (isOpen: boolean) => {
      socket.destroy()
      const status = /^HTTP\/1\.\d (\d{3})/.exec(text)?.[1]
      const closedAfterMs = isOpen ? undefined : Math.round(performance.now() - answeredMs)
      const isAnnounced = announcesEnd(text)
      resolve({ status: status ? Number(status) : undefined, isAnnounced, closedAfterMs })
    }
    socket.once('connect', () => {
      socket.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
      deadlineAfter(watchMs).addEventListener('abort', () => conclude(true), { once: true })
    })
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1')
      answeredMs = performance.now()
    })
    socket.on('error', () => {}) // It is closed as well.
    socket.once('close', () => conclude(false))
  })
}
