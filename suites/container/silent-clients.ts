/** Clients that say nothing: a connection that is never used, a WebSocket that answers nothing. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Session } from '#gate/contract/contract.ts'
import { inSession } from '#gate/contract/wire.ts'
import { deadlineAfter } from '#gate/host/process/wait.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { rawRequest } from './raw-request.ts'

const upgradeMs = 10_000

/** An idle connection, as browsers and load balancers keep open. */
async function silentConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/**
 * A WebSocket of a client that answers neither pings nor a close frame, as one whose network is
 * gone. Undefined if the config has none, or it does not open: release.websocket-drained says why.
 */
async function silentWebSocket(
  running: RunningTarget,
  session: Session,
): Promise<Socket | undefined> {
  const spec = running.config.operations?.openSocket?.request(session)
  if (spec === undefined) return undefined
  const { method, path, headers } = inSession(spec, session)
  const request = rawRequest(running, {
    method,
    path,
    headers: {
      ...headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-version': '13',
    },
  })
  request.end()
  const signal = deadlineAfter(upgradeMs)
  const upgraded = once(request, 'upgrade', { signal }) as Promise<[IncomingMessage, Socket]>
  const refused = once(request, 'response', { signal }).then(() => undefined)
  const opened = await Promise.race([upgraded, refused]).catch(() => undefined)
  if (opened === undefined) {
    request.destroy()
    return undefined
  }
  const [, socket] = opened
  socket.on('error', () => undefined)
  // What comes is read, so that the end of the connection is noticed, and never answered.
  socket.resume()
  return socket
}

/** Connects both; `leave` cuts them off. */
export async function connectSilentClients(running: RunningTarget, session: Session) {
  const idle = await silentConnection(running.url)
  const webSocket = await silentWebSocket(running, session)
  const leave = () => {
    idle.destroy()
    webSocket?.destroy()
  }
  return { hasWebSocket: webSocket !== undefined, leave }
}
