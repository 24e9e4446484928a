/** A WebSocket held open, and how it ends. */
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import type { RequestSpec, Session } from '#gate/contract/contract.ts'
import { inSession } from '#gate/contract/wire.ts'
import { deadlineAfter, orAborted, sleep } from '#gate/host/process/wait.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { epochMs } from '../prober/probe.ts'

/** Proxies and backends close silent sockets; pings keep one open, whatever its protocol. */
const pingMs = 5_000
const answerTimeoutMs = 10_000
/** Clients far away or on mobile networks answer a ping so late. */
const pongDelayMs = 300
const protocolHeader = 'sec-websocket-protocol'

/** Where a socket is opened, with the headers that every request there has. */
export interface SocketOrigin {
  origin: string
  headers: Record<string, string>
}

export interface SocketEnd {
  /** Of the close frame; 1005 if the frame has none, 1006 if no frame came. */
  code: number
  reason: string
  /** Whether both sides sent a close frame. */
  isClean: boolean
  /** By the clock of `epochMs`. */
  atMs: number
}

export interface HeldSocket {
  /** The headers of the answer to the upgrade. */
  upgrade: IncomingHttpHeaders
  /** Undefined while it is open. */
  end(): SocketEnd | undefined
  ended: Promise<SocketEnd>
  /** @returns whether a ping is answered in time */
  answers(): Promise<boolean>
  /** Resolves when the message, or a part of one, has been passed to the system, or cannot be. */
  send(message: string | Uint8Array, part?: { isLast: boolean }): Promise<void>
  /** Sends bytes that may be no frame. */
  write(bytes: Uint8Array): void
  destroy(): void
}

/** The upgrade got another answer than 101. */
export class UpgradeRefused extends Error {
  readonly status: number

  constructor({ statusCode = 0 }: IncomingMessage) {
    super(`the upgrade was answered with ${statusCode}`)
    this.status = statusCode
  }
}

/** Connects; `ws` takes the names of protocols apart from the other headers. */
function connect({ origin, headers }: SocketOrigin, spec: RequestSpec, session: Session) {
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
      autoPong: false,
      // The edge presents the run's certificate only for its own name.
      ...(headers.host ? { servername: headers.host } : {}),
      rejectUnauthorized: false,
    },
  )
}

/** @throws UpgradeRefused if another answer came than an upgrade; Error if none came */
export async function openSocket(
  at: SocketOrigin,
  spec: RequestSpec,
  session: Session,
): Promise<HeldSocket> {
  const socket = connect(at, spec, session)
  let upgraded: IncomingMessage | undefined
  socket.once('upgrade', (answer) => {
    upgraded = answer
  })
  const refused = new Promise<never>((_, reject) => {
    socket.once('unexpected-response', (request, answer) => {
      request.destroy()
      reject(new UpgradeRefused(answer))
    })
  })
  let end: SocketEnd | undefined
  const ended = new Promise<SocketEnd>((resolve) => {
    socket.addEventListener('close', ({ code, reason, wasClean: isClean }) => {
      end = { code, reason, isClean, atMs: epochMs() }
      resolve(end)
    })
  })
  const opened = once(socket, 'open', { signal: deadlineAfter(answerTimeoutMs) })
  // Errors show in whether it opens, and how it ends. One may come after the deadline.
  socket.on('error', () => {})
  try {
    await Promise.race([opened, refused])
  } catch (error) {
    socket.terminate()
    throw error
  }
  socket.on('ping', async (data) => {
    await sleep(pongDelayMs)
    // Not if it was closed meanwhile.
    if (socket.readyState === WebSocket.OPEN) socket.pong(data)
  })
  const pings = setInterval(() => socket.ping(), pingMs)
  socket.once('close', () => clearInterval(pings))
  const answers = async () => {
    const signal = deadlineAfter(answerTimeoutMs)
    const pong = once(socket, 'pong', { signal }).then(() => true)
    socket.ping()
    return await orAborted(Promise.race([pong, ended.then(() => false)]), signal).catch(() => false)
  }
  return {
    upgrade: upgraded?.headers ?? {},
    end: () => end,
    ended,
    answers,
    send: (message, { isLast } = { isLast: true }) =>
      new Promise((resolve) => socket.send(message, { fin: isLast }, () => resolve())),
    write: (bytes) => upgraded?.socket.write(bytes),
    destroy: () => socket.terminate(),
  }
}

/** @throws UpgradeRefused if another answer came than an upgrade; Error if none came */
export type OpenSocket = () => Promise<HeldSocket>

/** How the config opens a socket of a target; undefined if it does not say. */
export function socketsOf(running: RunningTarget, session: Session): OpenSocket | undefined {
  const spec = running.config.operations?.openSocket?.request(session)
  if (spec === undefined) return undefined
  const at = { origin: running.url, headers: { ...running.client.baseHeaders } }
  return async () => await openSocket(at, spec, session)
}
