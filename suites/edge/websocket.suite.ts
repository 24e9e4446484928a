/** WebSockets through the edge, and the headers with which ordinary requests are forwarded. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent } from 'node:https'
import { WebSocket } from 'ws'
import { messageOf, unverified } from '#gate/errors.ts'
import { deadlineAfter, within } from '#gate/host/process/wait.ts'
import { asClients } from '#gate/kit/edge/backend-routes.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { pass, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { passesUpgrade } from '#gate/kit/edge/places.ts'
import type { Route } from '#gate/kit/edge/routes.ts'
import { valuesOf } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'

const answerTimeoutMs = 10_000

/** A place that takes an upgrade along: the one of ordinary requests if that does, or any does. */
function upgradeRoute(routes: readonly Route[], main: Route, socket: string | undefined): Route {
  const upgrading = routes.filter(({ place }) => passesUpgrade(place))
  const known = upgrading.find(({ path }) => path === socket)
  return known ?? (upgrading.includes(main) ? main : (upgrading[0] ?? main))
}

async function openSocket({ ca }: Edge, { scheme, address, host, path }: Route) {
  const isSecure = scheme === 'https'
  const socket = new WebSocket(`${isSecure ? 'wss' : 'ws'}://127.0.0.1:${address.port}${path}`, {
    ...(isSecure ? { agent: new Agent({ ca, servername: host }) } : {}),
    headers: { Host: host },
    handshakeTimeout: answerTimeoutMs,
  })
  await once(socket, 'open', { signal: deadlineAfter(answerTimeoutMs) })
  return socket
}

/** The next message; or why there is none. */
async function echoed(socket: WebSocket): Promise<{ data?: unknown; problem?: string }> {
  const closed = once(socket, 'close').then(([code]) => ({ problem: `closed with ${code}` }))
  const message = within('the echo of a message', answerTimeoutMs, (signal) =>
    once(socket, 'message', { signal }),
  ).then(([data]) => ({ data }))
  return await Promise.race([message, closed]).catch((error) => ({ problem: messageOf(error) }))
}

check('edge.websocket', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async (underTest) => {
    const { edge } = underTest
    const { routes, main } = asClients(edge, await underTest.routes(), target.config)
    const wanted = target.config.operations?.openSocket?.request({ headers: {} }).path
    // A place for sockets alone may ask for an upgrade always; those of other paths may not.
    const ordinary = routes.filter((each) => each.isKnown && each.path !== wanted)
    for (const { name: at, path, ...to } of new Set([main, ...ordinary])) {
      const { received } = await pass(underTest, to, { method: to.method, path })
      const [connection, upgrade] = [
        valuesOf(received, 'connection'),
        valuesOf(received, 'upgrade'),
      ]
      evidence.observe('ordinary request', { at, connection, upgrade })
      const hasUpgrade = connection.some((value) => /\bupgrade\b/i.test(value))
      const what = `ordinary request to ${path} is forwarded with Connection: upgrade at ${at}`
      expect.soft(hasUpgrade, what).toBe(false)
    }
    evidence.floor('ordinary request', 1)

    if (wanted === undefined && !routes.some(({ place }) => passesUpgrade(place))) {
      throw unverified({
        because: 'no place of the edge takes an upgrade along, and no operation opens a socket',
        hint: 'add operations.openSocket if the backend has WebSockets',
      })
    }
    const route = upgradeRoute(routes, main, wanted)
    const socket = await openSocket(edge, route).catch((error: Error) => error)
    const problem = socket instanceof Error ? socket.message : undefined
    evidence.observe('upgrade', { at: route.name, path: route.path, problem })
    evidence.floor('upgrade', 1)
    expect.soft(problem, 'error when opening a WebSocket').toBeUndefined()
    if (socket instanceof Error) return
    evidence.floor('echo', 1)
    for (const message of ['over the edge', randomBytes(200_000)]) {
      socket.send(message)
      const sent = Buffer.from(message)
      // The stub echoes all that reaches it: what does not come back, the edge has kept.
      const { data, problem } = await echoed(socket)
      const alike = Buffer.isBuffer(data) && data.equals(sent)
      evidence.observe('echo', { bytes: sent.length, alike, problem })
      const why = problem === undefined ? '' : ` (${problem})`
      expect.soft(alike, `echo of ${sent.length} bytes equals the message sent${why}`).toBe(true)
      if (problem !== undefined) break
    }
    socket.terminate()
  })
})
