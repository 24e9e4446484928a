/** The backend goes away, in every possible way, and comes back at the same address. */

import type { ExpectStatic } from 'vitest'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { headerValues, send } from '#gate/kit/edge/edge-client.ts'
import { namingWorkers, withEdge, workerHeader } from '#gate/kit/edge/edge-under-test.ts'
import { asksForPermission } from '#gate/kit/edge/places.ts'
import type { Route } from '#gate/kit/edge/routes.ts'
import { openSilence } from '#gate/kit/edge/silence.ts'
import { openStub, type Stub, stubHeader } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'

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

async function ask(edge: Edge, route: Route) {
  try {
    const reply = await send(edge, route, { path: route.path, timeoutMs: clientTimeoutMs })
    const [by] = headerValues(reply, stubHeader)
    const [worker] = headerValues(reply, workerHeader)
    return { status: reply.status, by, worker, ms: Math.round(reply.ms) }
  } catch (error) {
    return { status: messageOf(error), by: undefined, worker: undefined, ms: clientTimeoutMs }
  }
}

/**
 * Waits until each worker that saw the outage forwards requests to a place again: each worker
 * keeps its own record of failed upstreams.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if one of them got no request any more
 */
async function recovers(edge: Edge, route: Route, affected: ReadonlySet<string>): Promise<boolean> {
  const last = new Map<string, number | string>()
  const note = ({ worker, status }: Awaited<ReturnType<typeof ask>>) => {
    if (worker !== undefined) last.set(worker, status)
    return status
  }
  const allServe = async () => {
    const concurrent = Array.from({ length: atOnce }, async () => note(await ask(edge, route)))
    const statuses = await Promise.all(concurrent)
    for (let each = 0; each < oneByOne; each += 1) statuses.push(note(await ask(edge, route)))
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
  /** Whether a unix socket cannot have it: it refuses what nobody accepts. */
  isOfNetworks?: boolean
  /** Returns what ends it. */
  begin(edge: Edge, at: Stub, routes: readonly Route[]): Promise<() => Promise<void>>
}

const outages: readonly Outage[] = [
  { name: 'connections are refused', begin: async () => async () => {} },
  {
    name: 'the name does not resolve',
    begin: async (edge, at, routes) => {
      const before = await edge.dnsQueries()
      await edge.point([])
      // Until then it uses the cached address. An edge that resolves only at startup never asks.
      const lookedUp = async () => {
        await Promise.all(routes.map((route) => ask(edge, route)))
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
    isOfNetworks: true,
    begin: async (_edge, { host, port }) => {
      const silence = await openSilence({ host, port })
      return async () => await silence.end()
    },
  },
]

/** What is asked of a place while the backend is away. */
interface Ordeal {
  edge: Edge
  outage: string
  evidence: Evidence
  expect: ExpectStatic
}

/** Requests to one place during an outage; returns the workers that got them. */
async function endure({ edge, outage, evidence, expect }: Ordeal, route: Route) {
  const affected = new Set<string>()
  const times: number[] = []
  const where = `at ${route.name} while ${outage}`
  // Whoever may not be asked for permission is an error of the edge itself.
  const statuses = asksForPermission(route.place) ? [500, ...outageStatuses] : outageStatuses
  for (let request = 0; request < requests; request += 1) {
    const { status, by, worker, ms } = await ask(edge, route)
    const at = route.name
    evidence.observe('request during an outage', { outage, at, status, by, worker, ms })
    if (by !== undefined) throw inconclusive('the stopped backend answered a request')
    expect.soft(status, `status ${where}`).toBeOneOf(statuses)
    times.push(ms)
    if (worker !== undefined) affected.add(worker)
  }
  // The median: a machine that is held up for a moment delays some.
  const medianMs = times.toSorted((one, other) => one - other)[requests >> 1]
  const what = `median response time in ms ${where}`
  expect.soft(medianMs, what).toBeLessThan(answersWithinMs)
  return affected
}

check('edge.upstream-down', async ({ target, stack, evidence, expect }) => {
  await withEdge({ target, stack }, namingWorkers, async (underTest) => {
    const { edge, stub } = underTest
    const { routes, missed } = await underTest.routes()
    evidence.observe('places', { asked: routes.map(({ name }) => name), missed: missed.length })
    let current = stub
    // What one outage showed stays a failure if the next one cannot be tried.
    evidence.floor('request during an outage', requests)
    evidence.floor('recovery', 1)
    for (const route of routes) {
      const control = await ask(edge, route)
      if (control.status !== 200)
        throw inconclusive(`no 200 before the outage at ${route.name}: ${JSON.stringify(control)}`)
    }
    try {
      for (const { name, begin, isOfNetworks } of outages) {
        const asked = routes.filter(({ place }) => !(isOfNetworks && place.isSocket))
        if (asked.length === 0) continue
        await current.close()
        const end = await begin(edge, current, routes)
        let affected: (readonly [Route, Set<string>])[] = []
        try {
          const ordeal = { edge, outage: name, evidence, expect }
          affected = await Promise.all(
            asked.map(async (route) => [route, await endure(ordeal, route)] as const),
          )
        } finally {
          await end()
        }
        current = await openStub({ host: stub.host, port: stub.port })
        const backMs = performance.now()
        let isBack = true
        for (const [route, workers] of affected) {
          const isRouteBack = await recovers(edge, route, workers)
          const seconds = Math.round(performance.now() - backMs) / 1_000
          const what = { outage: name, at: route.name, isBack: isRouteBack, seconds }
          evidence.observe('recovery', { ...what, workers: workers.size })
          const label = `all edge workers recover within 15 s at ${route.name} after: ${name}`
          expect.soft(isRouteBack, label).toBe(true)
          isBack &&= isRouteBack
        }
        if (!isBack) break
      }
    } finally {
      if (current !== stub) await current.close().catch(() => {})
    }
  })
})
