/** The backend goes away, in every possible way, and comes back at the same address. */

import { inconclusive, messageOf } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { headerValues, send } from '#gate/kit/edge/edge-client.ts'
import { namingWorkers, withEdge, workerHeader } from '#gate/kit/edge/edge-under-test.ts'
import { openSilence } from '#gate/kit/edge/silence.ts'
import { openStub, type Stub, stubHeader } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'

const answersWithinMs = 2_000
/** Longer than the limit, so that a late response is measured and not cut off. */
const clientTimeoutMs = 5 * answersWithinMs
/** Nginx takes a failed upstream out for 10 s by default: that is seconds, not minutes. */
const recoversWithinMs = 15_000
const requests = 5
/** Requests after a recovery, at once and one by one: each worker of the edge gets some. */
const atOnce = 16
const oneByOne = 4
/** An edge that follows replacements caches a name for less. */
const maxNameCacheMs = 6_000
/** Nginx answers 504 if a connection gets no reply: to a client that makes no difference. */
const outageStatuses = [502, 503, 504]

async function ask(edge: Edge) {
  try {
    const reply = await send(edge, 'https', { path: '/', timeoutMs: clientTimeoutMs })
    const [by] = headerValues(reply, stubHeader)
    const [worker] = headerValues(reply, workerHeader)
    return { status: reply.status, by, worker, ms: Math.round(reply.ms) }
  } catch (error) {
    return { status: messageOf(error), by: undefined, worker: undefined, ms: clientTimeoutMs }
  }
}

/**
 * Waits until each worker that saw the outage forwards requests again: each worker keeps its own
 * record of failed upstreams.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if one of them got no request any more
 */
async function recovers(edge: Edge, affected: ReadonlySet<string>): Promise<boolean> {
  const last = new Map<string, number | string>()
  const note = ({ worker, status }: Awaited<ReturnType<typeof ask>>) => {
    if (worker !== undefined) last.set(worker, status)
    return status
  }
  const allServe = async () => {
    const concurrent = Array.from({ length: atOnce }, async () => note(await ask(edge)))
    const statuses = await Promise.all(concurrent)
    for (let each = 0; each < oneByOne; each += 1) statuses.push(note(await ask(edge)))
    const areGood = statuses.every((status) => status === 200)
    return (areGood && [...affected].every((worker) => last.get(worker) === 200)) || undefined
  }
  const options = { timeoutMs: recoversWithinMs, intervalMs: 50 }
  const condition = 'every edge worker to answer 200'
  if (await waitFor(condition, allServe, options).catch(ifTimedOut(() => false))) return true
  const unasked = [...affected].filter((worker) => !last.has(worker))
  if (unasked.length > 0)
    throw inconclusive(`edge worker ${unasked} got no request after the outage`)
  return false
}

/** One way in which a backend goes away. */
interface Outage {
  name: string
  /** Returns what ends it. */
  begin(edge: Edge, at: Stub): Promise<() => Promise<void>>
}

const outages: readonly Outage[] = [
  { name: 'connections are refused', begin: async () => async () => {} },
  {
    name: 'the name does not resolve',
    begin: async (edge, at) => {
      const before = await edge.dnsQueries()
      await edge.point([])
      // Until then it uses the cached address. An edge that resolves only at startup never asks.
      const lookedUp = async () => {
        await ask(edge)
        return (await edge.dnsQueries()) > before || undefined
      }
      const options = { timeoutMs: maxNameCacheMs, intervalMs: 100 }
      if (before > 0)
        await waitFor('nginx to look the name up', lookedUp, options).catch(
          ifTimedOut(() => undefined),
        )
      return async () => await edge.point([at])
    },
  },
  {
    name: 'connections get no reply',
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
    if (control.status !== 200)
      throw inconclusive(`no 200 before the outage: ${JSON.stringify(control)}`)
    try {
      for (const { name, begin } of outages) {
        await current.close()
        const end = await begin(edge, current)
        const affected = new Set<string>()
        try {
          const times: number[] = []
          for (let request = 0; request < requests; request += 1) {
            const { status, by, worker, ms } = await ask(edge)
            evidence.observe('request during an outage', { outage: name, status, by, worker, ms })
            if (by !== undefined) throw inconclusive('the stopped backend answered a request')
            expect.soft(status, `status while ${name}`).toBeOneOf(outageStatuses)
            times.push(ms)
            if (worker !== undefined) affected.add(worker)
          }
          // The median: a machine that is held up for a moment delays some.
          const medianMs = times.toSorted((one, other) => one - other)[requests >> 1]
          const what = `median response time in ms while ${name}`
          expect.soft(medianMs, what).toBeLessThan(answersWithinMs)
        } finally {
          await end()
        }
        current = await openStub({ host: stub.host, port: stub.port })
        const backMs = performance.now()
        const isBack = await recovers(edge, affected)
        const seconds = Math.round(performance.now() - backMs) / 1_000
        const workers = affected.size
        evidence.observe('recovery', { outage: name, isBack, seconds, workers })
        expect.soft(isBack, `all edge workers recover within 15 s after: ${name}`).toBe(true)
        if (!isBack) break
      }
    } finally {
      if (current !== stub) await current.close().catch(() => {})
    }
    evidence.floor('request during an outage', requests)
    evidence.floor('recovery', 1)
  })
})
