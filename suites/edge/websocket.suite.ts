/** WebSockets through the edge, and the headers with which ordinary requests are forwarded. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent } from 'node:https'
import { WebSocket } from 'ws'
import { deadlineAfter, within } from '#gate/host/process/wait.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { addressOf } from '#gate/kit/edge/edge-client.ts'
import { pass, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { valuesOf } from '#gate/kit/edge/stub.ts'
import { effective, walk } from '#gate/kit/edge/tree.ts'
import { check } from '#gate/run/check.ts'

const answerTimeoutMs = 10_000

/** A path whose location forwards Upgrade; `/` if all locations do, or none does. */
function upgradePath({ tree }: Edge): string {
  const upgrading = [...walk(tree.directives)].filter(({ directive, within: blocks }) => {
    if (directive.name !== 'proxy_pass') return false
    const headers = effective(blocks, 'proxy_set_header')
    return headers.some(({ args }) => args[0]?.value.toLowerCase() === 'upgrade')
  })
  const prefixes = upgrading.flatMap(({ within: blocks }) => {
    const words = blocks.findLast(({ name }) => name === 'location')?.args ?? []
    const prefix = words.length === 1 || words[0]?.value === '^~' ? words.at(-1)?.value : undefined
    return prefix?.startsWith('/') ? [prefix] : []
  })
  return prefixes.includes('/') || !prefixes[0] ? '/' : prefixes[0]
}

async function openSocket(edge: Edge, path: string): Promise<WebSocket> {
  const { port } = addressOf(edge, 'https')
  const { serverName, ca } = edge
  const socket = new WebSocket(`wss://127.0.0.1:${port}${path}`, {
    agent: new Agent({ ca, servername: serverName }),
    headers: { Host: serverName },
    handshakeTimeout: answerTimeoutMs,
  })
  await once(socket, 'open', { signal: deadlineAfter(answerTimeoutMs) })
  return socket
}

check('edge.websocket', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async (underTest) => {
    const { received } = await pass(underTest, { path: '/ordinary' })
    const ordinary = {
      connection: valuesOf(received, 'connection'),
      upgrade: valuesOf(received, 'upgrade'),
    }
    evidence.observe('ordinary request', ordinary)
    evidence.floor('ordinary request', 1)
    const hasUpgrade = ordinary.connection.some((value) => /\bupgrade\b/i.test(value))
    const what = 'ordinary request is forwarded with Connection: upgrade'
    expect.soft(hasUpgrade, what).toBe(false)

    const path = upgradePath(underTest.edge)
    const socket = await openSocket(underTest.edge, path).catch((error: Error) => error)
    const problem = socket instanceof Error ? socket.message : undefined
    evidence.observe('upgrade', { path, problem })
    evidence.floor('upgrade', 1)
    expect.soft(problem, 'error when opening a WebSocket').toBeUndefined()
    if (socket instanceof Error) return
    for (const message of ['over the edge', randomBytes(200_000)]) {
      socket.send(message)
      const [data, isBinary] = await within('the echo of a message', answerTimeoutMs, (signal) =>
        once(socket, 'message', { signal }),
      )
      const sent = Buffer.from(message)
      const alike = Buffer.isBuffer(data) && data.equals(sent)
      evidence.observe('echo', { bytes: sent.length, isBinary, alike })
      expect.soft(alike, `echo of ${sent.length} bytes equals the message sent`).toBe(true)
    }
    evidence.floor('echo', 2)
    socket.terminate()
  })
})
