/** The backend is gone, in the ways in which one can be, and comes back where it was. */
import { check } from '#gate/check.ts'
import { headerValues, send } from '#gate/edge/client.ts'
import type { Edge } from '#gate/edge/edge.ts'
import { openSilence } from '#gate/edge/silence.ts'
import { openStub, type Stub, stubHeader } from '#gate/edge/stub.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/process/wait.ts'
import { withEdge } from './setting.ts'

const answersWithinMs = 2_000
/** A client waits for longer than the bound, to tell how late an answer is. */
const patienceMs = 5 * answersWithinMs
/** nginx sets an upstream aside for 10 s unless told otherwise: that is seconds, not minutes. */
const recoversWithinMs = 15_000
const requests = 5
/** Asked at once after a recovery: each worker of an edge has its own memory of who failed. */
const atOnce = 16
/** An edge that follows replacements remembers a name for less. */
const remembersMs = 6_000
/** 504 is nginx' word where nothing answers to a connection: no client sees a difference. */
const goneStatuses = [502, 503, 504]

async function ask(edge: Edge) {
  try {
    const reply = await send(edge, 'https', { path: '/', timeoutMs: patienceMs })
    const [by] = headerValues(reply, stubHeader)
    return { status: reply.status, by, ms: Math.round(reply.ms) }
  } catch (error) {
    return { status: messageOf(error), by: undefined, ms: patienceMs }
  }
}

async function answersAll(edge: Edge): Promise<boolean> {
  const replies = await Promise.all(Array.from({ length: atOnce }, () => ask(edge)))
  return replies.every(({ status }) => status === 200)
}

/** One way of being gone: what it takes, and how it ends. */
interface Way {
  name: string
  begin(edge: Edge, at: Stub): Promise<() => Promise<void>>
}

const ways: readonly Way[] = [
  { name: 'it refuses connections', begin: async () => async () => {} },
  {
    name: 'its name is unknown',
    begin: async (edge, at) => {
      const asked = await edge.lookUps()
      await edge.point([])
      // Until then it goes by what it remembers. Who looks up at the start only never asks again.
      const learnt = async () => {
        await ask(edge)
        return (await edge.lookUps()) > asked || undefined
      }
      const options = { timeoutMs: remembersMs, intervalMs: 100 }
      if (asked > 0) await waitFor('the name is looked up', learnt, options).catch(() => {})
      return async () => await edge.point([at])
    },
  },
  {
    name: 'it says nothing to connections',
    begin: async (_edge, { host, port }) => {
      const silence = await openSilence({ host, port })
      return async () => await silence.end()
    },
  },
]

check('edge.upstream-down', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, {}, async ({ edge, stub }) => {
    let current = stub
    const control = await ask(edge)
    if (control.status !== 200) throw inconclusive(`before: ${JSON.stringify(control)}`)
    try {
      for (const way of ways) {
        await current.close()
        const end = await way.begin(edge, current)
        try {
          const times: number[] = []
          for (let request = 0; request < requests; request += 1) {
            const seen = await ask(edge)
            evidence.observe('request without a backend', { way: way.name, ...seen })
            if (seen.by !== undefined) throw inconclusive('the backend is gone, and answered')
            expect.soft(goneStatuses, `status where ${way.name}`).toContain(seen.status)
            times.push(seen.ms)
          }
          // The one in the middle: a machine that is held up for a moment delays some.
          const middle = times.toSorted((one, other) => one - other)[requests >> 1]
          expect.soft(middle, `time where ${way.name}`).toBeLessThan(answersWithinMs)
        } finally {
          await end()
        }
        current = await openStub({ host: stub.host, port: stub.port })
        const backMs = performance.now()
        const again = async () => (await answersAll(edge)) || undefined
        const options = { timeoutMs: recoversWithinMs, intervalMs: 50 }
        const isBack = await waitFor('service is back', again, options).catch(() => false)
        const seconds = Math.round(performance.now() - backMs) / 1_000
        evidence.observe('recovery', { way: way.name, isBack, seconds })
        expect.soft(isBack, `service by itself within 15 s, after ${way.name}`).toBe(true)
        if (!isBack) break
      }
    } finally {
      if (current !== stub) await current.close().catch(() => {})
    }
    evidence.floor('request without a backend', requests)
    evidence.floor('recovery', 1)
  })
})
