/** The backend comes back at another address. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { headerValues, send } from '#gate/kit/edge/edge-client.ts'
import {
  backendHosts,
  namingWorkers,
  withEdge,
  workerHeader,
} from '#gate/kit/edge/edge-under-test.ts'
import { isVariable } from '#gate/kit/edge/places.ts'
import type { Route } from '#gate/kit/edge/routes.ts'
import { openStub, type Stub, stubHeader } from '#gate/kit/edge/stub.ts'
import { check } from '#gate/run/check.ts'
import { maxLagMs, watchLag } from './lag.ts'

const resumesWithinMs = 5_000
const resumeTimeoutMs = 3 * resumesWithinMs
/** A worker serves once this many responses in a row are good: a single one may be luck. */
const inARow = 3
/** Requests at once: each worker of nginx gets some. */
const atOnce = { all: 32, min: 2, max: 8 }
const controlMs = 10_000

interface Answer {
  status: number
  /** The backend that answered; undefined if the edge itself did. */
  by: string | undefined
  worker: string | undefined
  sentMs: number
}

/** By route. */
type Each<T> = ReadonlyMap<Route, T>

async function ask(edge: Edge, route: Route): Promise<Answer> {
  const sentMs = performance.now()
  const reply = await send(edge, route, { path: route.path })
  const [by] = headerValues(reply, stubHeader)
  const [worker] = headerValues(reply, workerHeader)
  return { status: reply.status, by, worker, sentMs }
}

/** Some requests to each of the routes, all at once. */
async function askAtOnce(edge: Edge, routes: readonly Route[]): Promise<Each<Answer[]>> {
  const share = Math.floor(atOnce.all / routes.length)
  const count = Math.min(atOnce.max, Math.max(atOnce.min, share))
  const answers = routes.map(async (route) => {
    const some = Array.from({ length: count }, () => ask(edge, route))
    return [route, await Promise.all(some)] as const
  })
  return new Map(await Promise.all(answers))
}

/**
 * Sends requests until every worker has forwarded one to each place, or until the time is up if
 * there are many: the names that they cache are fresh from now on.
 */
async function everyWorker(
  edge: Edge,
  routes: readonly Route[],
  name: string,
): Promise<Each<Set<string>>> {
  const workers = new Map(routes.map((route) => [route, new Set<string>()]))
  const serving = await edge.workers()
  const all = async () => {
    for (const [route, answers] of await askAtOnce(edge, routes)) {
      for (const { status, by, worker } of answers) {
        if (by !== name) {
          const who = by ?? 'the edge'
          throw inconclusive(`before the replacement ${who} answered ${status} at ${route.name}`)
        }
        if (worker !== undefined) workers.get(route)?.add(worker)
      }
    }
    return [...workers.values()].every(({ size }) => size >= serving) || undefined
  }
  const options = { timeoutMs: controlMs, intervalMs: 0 }
  await waitFor('every edge worker to answer', all, options).catch((error) => {
    if ([...workers.values()].some(({ size }) => size === 0)) throw error
  })
  return workers
}

/** When the last worker to follow sent the first of its good responses in a row. */
function followedSince(answers: readonly Answer[], workers: ReadonlySet<string>, name: string) {
  const since = [...workers].map((worker) => {
    const ofWorker = answers.filter((answer) => answer.worker === worker)
    const lastFailure = ofWorker.findLastIndex(({ status, by }) => status !== 200 || by !== name)
    const row = ofWorker.slice(lastFailure + 1)
    return row.length >= inARow ? row[0]?.sentMs : undefined
  })
  return since.includes(undefined) ? undefined : Math.max(...since.map(Number))
}

interface Resumption {
  /** Undefined if it did not. */
  seconds: number | undefined
  workers: number
  requests: number
  failed: number
}

async function resumed(edge: Edge, name: string, workers: Each<ReadonlySet<string>>) {
  const lag = watchLag()
  const sinceMs = performance.now()
  const answers = new Map([...workers.keys()].map((route): [Route, Answer[]] => [route, []]))
  const firstMs = new Map<Route, number>()
  const served = async () => {
    const waiting = [...workers.keys()].filter((route) => !firstMs.has(route))
    for (const [route, some] of await askAtOnce(edge, waiting)) {
      const ofRoute = answers.get(route) ?? []
      ofRoute.push(...some)
      ofRoute.sort((one, other) => one.sentMs - other.sentMs)
      const since = followedSince(ofRoute, workers.get(route) ?? new Set(), name)
      if (since !== undefined) firstMs.set(route, since)
    }
    return firstMs.size === workers.size || undefined
  }
  const options = { timeoutMs: resumeTimeoutMs, intervalMs: 50 }
  const condition = 'every edge worker to use the new backend'
  await waitFor(condition, served, options).catch(ifTimedOut(() => undefined))
  const lagMs = lag()
  const resumptions = [...workers].map(([route, ofRoute]): [Route, Resumption] => {
    const [first, all] = [firstMs.get(route), answers.get(route) ?? []]
    const seconds = first === undefined ? undefined : Math.round(first - sinceMs) / 1_000
    const failed = all.filter(({ status }) => status !== 200).length
    return [route, { seconds, workers: ofRoute.size, requests: all.length, failed }]
  })
  return { lagMs, resumptions }
}

check('edge.follows-replacement', async ({ target, stack, quick, evidence, expect }) => {
  await withEdge({ target, stack }, namingWorkers, async (underTest) => {
    const { edge, stub } = underTest
    const found = await underTest.routes()
    if (edge.looksUpOnce !== undefined) {
      const what = 'names that the deployment looks up while it runs'
      throw inconclusive(`nginx here knows no ${what}: ${edge.looksUpOnce}`)
    }
    // The file of a socket is the same for every backend, and so is loopback.
    const routes = found.routes.filter(({ place }) => !place.isFixed)
    const leftOut = found.routes.filter(({ place }) => place.isFixed)
    const missed = [...found.missed.map(({ name, at }) => `${name} (${at})`)]
    evidence.observe('places', { asked: routes.map(({ name }) => name), missed })
    if (routes.length === 0) {
      throw unverified({
        because: `the edge reaches the backend over a socket or loopback: ${leftOut[0]?.name}`,
        hint: 'name the configuration of an edge that reaches it over a network',
      })
    }
    let current: Stub = stub
    evidence.floor('replacement', 1)
    try {
      for (const host of quick ? backendHosts.slice(1, 2) : backendHosts.slice(1)) {
        const workers = await everyWorker(edge, routes, current.name)
        await current.close()
        for (const route of routes) {
          const { status, by } = await ask(edge, route)
          if (by !== undefined) throw inconclusive(`the stopped backend answered ${status}`)
        }
        current = await openStub({ host, port: edge.upstreamPort })
        await edge.point([current])
        const { lagMs, resumptions } = await resumed(edge, current.name, workers)
        for (const [{ name }, resumption] of resumptions) {
          const { seconds } = resumption
          evidence.observe('replacement', { to: host, at: name, lagMs, ...resumption })
          const what = `seconds until every edge worker uses the backend at ${host}, at ${name}`
          expect.soft(seconds, what).toBeDefined()
          if (seconds === undefined) continue
          if (seconds * 1_000 >= resumesWithinMs && lagMs > maxLagMs) {
            throw inconclusive(
              `service resumed after ${seconds} s, but this machine lags ${lagMs} ms`,
            )
          }
          expect.soft(seconds, what).toBeLessThan(resumesWithinMs / 1_000)
        }
        if (resumptions.some(([, { seconds }]) => seconds === undefined)) break
      }
    } finally {
      if (current !== stub) await current.close()
    }
    // Nginx looks such a name up when it starts, and no request told what becomes of it.
    const unasked = found.missed.find((place) => !place.isFixed && !isVariable(place))
    if (unasked) {
      const { name, at } = unasked
      throw inconclusive(`no request was found that ${name} (${at}) passes on`)
    }
  })
})
