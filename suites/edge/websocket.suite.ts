/** Sockets through the edge, and what an ordinary request is passed on with. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent } from 'node:https'
import { WebSocket } from 'ws'
import { unverified } from '#gate/errors.ts'
import { within } from '#gate/host/process/wait.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { pass, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { valuesOf } from '#gate/kit/edge/stub.ts'
import { effective, walk } from '#gate/kit/edge/tree.ts'
import { check } from '#gate/run/check.ts'

const patienceMs = 10_000

/** A path that upgrades: of a location that passes Upgrade on; `/` where all or none do. */
function upgradePath({ tree }: Edge): string {
  const passing = [...walk(tree.directives)].filter(({ directive, within: blocks }) => {
    if (directive.name !== 'proxy_pass') return false
    const headers = effective(blocks, 'proxy_set_header')
    return headers.some(({ args }) => args[0]?.value.toLowerCase() === 'upgrade')
  })
  const prefixes = passing.flatMap(({ within: blocks }) => {
    const words = blocks.findLast(({ name }) => name === 'location')?.args ?? []
    const prefix = words.length === 1 || words[0]?.value === '^~' ? words.at(-1)?.value : undefined
    return prefix?.startsWith('/') ? [prefix] : []
  })
  return prefixes.includes('/') || !prefixes[0] ? '/' : prefixes[0]
}

async function openSocket(edge: Edge, path: string): Promise<WebSocket> {
  if (!edge.https) throw unverified('manifests.nginx with a server for https')
  const { serverName, ca } = edge
  const socket = new WebSocket(`wss://127.0.0.1:${edge.https.port}${path}`, {
    agent: new Agent({ ca, servername: serverName }),
    headers: { Host: serverName },
    handshakeTimeout: patienceMs,
  })
  await once(socket, 'open', { signal: AbortSignal.timeout(patienceMs) })
  return socket
}

check('edge.websocket', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async (underTest) => {
    const { seen } = await pass(underTest, { path: '/ordinary' })
    const ordinary = {
      connection: valuesOf(seen, 'connection'),
      upgrade: valuesOf(seen, 'upgrade'),
    }
    evidence.observe('ordinary request', ordinary)
    evidence.floor('ordinary request', 1)
    const asks = ordinary.connection.some((value) => /\bupgrade\b/i.test(value))
    expect.soft(asks, 'an ordinary request is passed on with Connection: upgrade').toBe(false)

    const path = upgradePath(underTest.edge)
    const socket = await openSocket(underTest.edge, path).catch((error: Error) => error)
    const refusal = socket instanceof Error ? socket.message : undefined
    evidence.observe('upgrade', { path, refusal })
    evidence.floor('upgrade', 1)
    expect.soft(refusal, 'why there is no socket').toBeUndefined()
    if (socket instanceof Error) return
    for (const message of ['over the edge', randomBytes(200_000)]) {
      socket.send(message)
      const [data, isBinary] = await within('an echo', patienceMs, (signal) =>
        once(socket, 'message', { signal }),
      )
      const sent = Buffer.from(message)
      const alike = Buffer.isBuffer(data) && data.equals(sent)
      evidence.observe('echo', { bytes: sent.length, isBinary, alike })
      expect.soft(alike, `an echo of ${sent.length} bytes`).toBe(true)
    }
    evidence.floor('echo', 2)
    socket.terminate()
  })
})
