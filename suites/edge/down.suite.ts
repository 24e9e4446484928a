/** The backend is gone, in the ways in which one can be, and comes back where it was. */

import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { headerValues, send } from '#gate/kit/edge/client.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { namingWorkers, withEdge, workerHeader } from '#gate/kit/edge/edge-under-test.ts'
import { openSilence } from '#gate/kit/edge/silence.ts'
import { openStub, type Stub, stubHeader } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'

const answersWithinMs = 2_000
/** A client waits for longer than the bound, to tell how late an answer is. */
const patienceMs = 5 * answersWithinMs
/** nginx sets an upstream aside for 10 s unless told otherwise: that is seconds, not minutes. */
const recoversWithinMs = 15_000
const requests = 5
/** Asked at once after a recovery, and some one by one: so each worker of the edge gets some. */
const atOnce = 16
const oneByOne = 4
/** An edge that follows replacements remembers a name for less. */
const remembersMs = 6_000
/** 504 is nginx' word where nothing answers to a connection: no client sees a difference. */
const goneStatuses = [502, 503, 504]

async function ask(edge: Edge) {
  try {
    const reply = await send(edge, 'https', { path: '/', timeoutMs: patienceMs })
    const [by] = headerValues(reply, stubHeader)
    const [worker] = headerValues(reply, workerHeader)
    return { status: reply.status, by, worker, ms: Math.round(reply.ms) }
  } catch (error) {
    return { status: messageOf(error), by: undefined, worker: undefined, ms: patienceMs }
  }
}

/**
 * Waits until each worker that met with the outage passes requests on: who failed, each remembers
 * for itself.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where one of them was never asked again
 */
async function comesBack(edge: Edge, met: ReadonlySet<string>): Promise<boolean> {
  const last = new Map<string, number | string>()
  const note = ({ worker, status }: Awaited<ReturnType<typeof ask>>) => {
    if (worker !== undefined) last.set(worker, status)
    return status
  }
  const areBack = async () => {
    const many = Array.from({ length: atOnce }, async () => note(await ask(edge)))
    const statuses = await Promise.all(many)
    for (let each = 0; each < oneByOne; each += 1) statuses.push(note(await ask(edge)))
    const areGood = statuses.every((status) => status === 200)
    return (areGood && [...met].every((worker) => last.get(worker) === 200)) || undefined
  }
  const options = { timeoutMs: recoversWithinMs, intervalMs: 50 }
  if (await waitFor('service is back', areBack, options).catch(() => false)) return true
  const unasked = [...met].filter((worker) => !last.has(worker))
  if (unasked.length > 0)
    throw inconclusive(`worker ${unasked} of the edge got no request any more`)
  return false
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
  await withEdge({ target, stack }, namingWorkers, async ({ edge, stub }) => {
    let current = stub
    const control = await ask(edge)
    if (control.status !== 200) throw inconclusive(`before: ${JSON.stringify(control)}`)
    try {
      for (const way of ways) {
        await current.close()
        const end = await way.begin(edge, current)
        const met = new Set<string>()
        try {
          const times: number[] = []
          for (let request = 0; request < requests; request += 1) {
            const seen = await ask(edge)
            evidence.observe('request without a backend', { way: way.name, ...seen })
            if (seen.by !== undefined) throw inconclusive('the backend is gone, and answered')
            expect.soft(goneStatuses, `status where ${way.name}`).toContain(seen.status)
            times.push(seen.ms)
            if (seen.worker !== undefined) met.add(seen.worker)
          }
          // The one in the middle: a machine that is held up for a moment delays some.
          const middle = times.toSorted((one, other) => one - other)[requests >> 1]
          expect.soft(middle, `time where ${way.name}`).toBeLessThan(answersWithinMs)
        } finally {
          await end()
        }
        current = await openStub({ host: stub.host, port: stub.port })
        const backMs = performance.now()
        const isBack = await comesBack(edge, met)
        const seconds = Math.round(performance.now() - backMs) / 1_000
        evidence.observe('recovery', { way: way.name, isBack, seconds, workers: met.size })
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
