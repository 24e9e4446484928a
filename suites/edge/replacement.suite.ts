/** The backend comes back at another address. */
import { check } from '#gate/check.ts'
import { type RawReply, send } from '#gate/edge/client.ts'
import type { Edge } from '#gate/edge/edge.ts'
import { openStub, type Stub, stubHeader } from '#gate/edge/stub.ts'
import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/process/wait.ts'
import { backendHosts, withEdge } from './setting.ts'

const resumesWithinMs = 5_000
const patienceMs = 2 * resumesWithinMs
/** So many in a row make service, not luck. */
const inARow = 5
const controls = 10

/** Who answered; nobody where it was the edge itself. */
function answeredBy({ headers }: RawReply): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === stubHeader)?.[1]
}

async function ask(edge: Edge): Promise<{ status: number; by: string | undefined }> {
  const reply = await send(edge, 'https', { path: '/' })
  return { status: reply.status, by: answeredBy(reply) }
}

/** Asks until the new one answers again and again; when the first of those was sent. */
async function resumed(edge: Edge, name: string, sinceMs: number) {
  let [row, firstMs, failed] = [0, 0, 0]
  const served = async () => {
    const sentMs = performance.now()
    const { status, by } = await ask(edge)
    if (status === 200 && by === name) {
      if (row === 0) firstMs = sentMs
      row += 1
    } else {
      row = 0
      failed += 1
    }
    return row >= inARow || undefined
  }
  const options = { timeoutMs: patienceMs, intervalMs: 50 }
  const isServed = await waitFor('the new backend serves', served, options).catch(() => false)
  return { seconds: isServed ? Math.round(firstMs - sinceMs) / 1_000 : undefined, failed }
}

check('edge.follows-replacement', async ({ target, stack, quick, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async ({ edge, stub }) => {
    let current: Stub = stub
    try {
      for (const host of quick ? backendHosts.slice(1, 2) : backendHosts.slice(1)) {
        // Whatever the edge remembers of the name, it remembers from just now.
        for (let control = 0; control < controls; control += 1) {
          const { status, by } = await ask(edge)
          if (by !== current.name) throw inconclusive(`before: ${status} from ${by ?? 'the edge'}`)
        }
        await current.close()
        const { status, by } = await ask(edge)
        if (by !== undefined) throw inconclusive(`the backend was stopped, and answered ${status}`)
        current = await openStub({ host, port: edge.upstreamPort })
        await edge.point([current])
        const { seconds, failed } = await resumed(edge, current.name, performance.now())
        evidence.observe('replacement', { to: host, seconds, failed })
        expect.soft(seconds, `seconds until ${host} serves`).toBeDefined()
        if (seconds === undefined) break
        expect.soft(seconds, `seconds until ${host} serves`).toBeLessThan(resumesWithinMs / 1_000)
      }
    } finally {
      if (current !== stub) await current.close()
    }
    evidence.floor('replacement', 1)
  })
})
