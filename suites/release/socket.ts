/** A WebSocket held open through the edge, and how it ends. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inSession } from '#gate/contract/wire.ts'
import { deadlineAfter, orAborted } from '#gate/host/process/wait.ts'
import { type BlueGreen, sideHeader } from '#gate/kit/release/blue-green.ts'
import { epochMs } from '#gate/kit/traffic/prober/probe.ts'
import type { SocketEnd } from './socket-end.ts'

/** Proxies and backends close silent sockets; pings keep one open, whatever its protocol. */
const pingMs = 5_000
const answerTimeoutMs = 10_000
const protocolHeader = 'sec-websocket-protocol'

export interface HeldSocket {
  /** Address and port of the side that accepted it, as reported by the edge. */
  by: string | undefined
  /** Undefined while it is open. */
  end(): SocketEnd | undefined
  ended: Promise<SocketEnd>
  /** @returns whether a ping is answered in time */
  answers(): Promise<boolean>
  destroy(): void
}

/** Connects; `ws` takes the names of protocols apart from the other headers. */
function connect(
  { origin, headers }: Pick<BlueGreen, 'origin' | 'headers'>,
  spec: RequestSpec,
  session: Session,
): WebSocket {
  const asked = inSession(spec, session)
  const all = Object.entries({ ...headers, ...asked.headers })
  const others = all.filter(([name]) => name.toLowerCase() !== protocolHeader)
  const protocols = all.find(([name]) => name.toLowerCase() === protocolHeader)?.[1]
  return new WebSocket(
    new URL(asked.path, origin.replace(/^http/, 'ws')),
    protocols?.split(/\s*,\s*/) ?? [],
    {
      headers: Object.fromEntries(others),
      handshakeTimeout: answerTimeoutMs,
      // The edge presents the run's certificate only for its own name.
      ...(headers.host ? { servername: headers.host } : {}),
      rejectUnauthorized: false,
    },
  )
}

/** @throws Error if the upgrade fails */
export async function openSocket(
  blueGreen: Pick<BlueGreen, 'origin' | 'headers'>,
  spec: RequestSpec,
  session: Session,
): Promise<HeldSocket> {
  const socket = connect(blueGreen, spec, session)
  let by: string | undefined
  socket.once('upgrade', ({ headers }) => {
    by = headers[sideHeader]?.toString()
  })
  let end: SocketEnd | undefined
  const ended = new Promise<SocketEnd>((resolve) => {
    socket.addEventListener('close', ({ code, reason, wasClean: isClean }) => {
      end = { code, reason, isClean, atMs: epochMs() }
      resolve(end)
    })
  })
  await once(socket, 'open', { signal: deadlineAfter(answerTimeoutMs) })
  // From now on errors show in how the socket ends.
  socket.on('error', () => {})
  const pings = setInterval(() => socket.ping(), pingMs)
  socket.once('close', () => clearInterval(pings))
  const answers = async () => {
    const signal = deadlineAfter(answerTimeoutMs)
    const pong = once(socket, 'pong', { signal }).then(() => true)
    socket.ping()
    return await orAborted(Promise.race([pong, ended.then(() => false)]), signal).catch(() => false)
  }
  return { by, end: () => end, ended, answers, destroy: () => socket.terminate() }
}
