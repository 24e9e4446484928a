/** An exhausted pool affects only requests that need the database. */

import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { poissonArrivals } from '#gate/kit/traffic/arrivals.ts'
import { check } from '#gate/run/check.ts'
import { type Outcome, statusOrError } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { answersWithConnections, isWrongRefusal } from './answers-without.ts'
import { exhaust } from './exhaustion.ts'
import { type Kind, kindsOf, type Route, routesWithoutDatabase } from './kinds.ts'
import { assertPunctual, patienceOf } from './patience.ts'

const timeoutSeconds = 1
const small = { size: 2, overflow: 1, workers: 1, timeoutSeconds }
const plan = poissonArrivals({ ratePerSecond: 30, seconds: 1, seed: 9 })
/** The claim's limit for health, applied to other routes without the database too. */
const maxResponseMs = 1_000
const probeIntervalMs = 100
/** Requests that must end without a connection. */
const minWaiters = 10

interface Probed {
  route: Route
  outcome: Outcome
}

/** Every third request is a read, so that the connections stay held. */
function kindOf(index: number, kinds: readonly Kind[]): Kind {
  const [read] = kinds
  const kind = index % 3 === 0 ? read : kinds[index % kinds.length]
  return (kind ?? read) as Kind
}

/** No probe waits for the one before: a route that hangs has as many as one that answers. */
async function probeSteadily(
  running: RunningTarget,
  { routes, probed, signal }: { routes: readonly Route[]; probed: Probed[]; signal: AbortSignal },
): Promise<void> {
  const sent: Promise<void>[] = []
  const probe = async (route: Route) => {
    const timeoutMs = 3 * maxResponseMs
    probed.push({ route, outcome: await running.try(route.spec, { timeoutMs }) })
  }
  while (!signal.aborted) {
    sent.push(...routes.map(probe))
    await sleep(probeIntervalMs)
  }
  await Promise.all(sent)
}

check('pool.exhaustion-contained', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, small)
  const { running } = pool
  try {
    const patience = patienceOf(target, timeoutSeconds)
    const kinds = kindsOf(pool)
    const routes = await routesWithoutDatabase(pool)
    for (const route of routes) evidence.observe('route without the database', route)
    evidence.floor('route without the database', 1)
    await Promise.all(pool.reads(pool.bound))
    const usual = await answersWithConnections(pool, kinds)
    evidence.observe('answers with connections', Object.fromEntries(usual))
    const before = processesOf(running)

    const probed: Probed[] = []
    const meanwhile = (signal: AbortSignal) => probeSteadily(running, { routes, probed, signal })
    const { session } = pool.world.owner
    const send = (index: number, timeoutMs: number) => {
      const { spec, anonymous } = kindOf(index, kinds)
      return running.try(spec, { timeoutMs, session: anonymous ? undefined : session })
    }
    const { requests, holding, lag } = await exhaust(pool, {
      plan,
      patience,
      evidence,
      send,
      meanwhile,
    })
    evidence.floor('request', minWaiters)
    // However many had to wait, and however late they were sent: these are failures.
    for (const { index, tookMs, endedAfterHold, outcome } of requests) {
      const { name } = kindOf(index, kinds)
      evidence.observe('request', { name, tookMs, endedAfterHold, status: statusOrError(outcome) })
      if (!outcome.ok) expect.soft(outcome.error, `error of ${name}`).toBeUndefined()
      else {
        const { status } = outcome
        expect.soft(status, `status of ${name}`).not.toBe(500)
        const refused = isWrongRefusal(status, usual.get(name) ?? [], running.statuses)
        const what = `${name} without a connection refused as if the request were wrong (${status})`
        expect.soft(refused, what).toBe(false)
      }
    }
    expect.soft(endedSince(before, running), 'processes that exited').toEqual([])
    if (requests.length - holding < minWaiters) {
      const got = `${holding} of ${requests.length} requests got a connection`
      throw inconclusive(`${got}: too few had to wait`)
    }
    assertPunctual(lag, patience.toleranceMs / 2)
    // What a request without the database takes meanwhile, the machine adds to the others.
    const healthMs = probed.filter(({ route }) => route.name === 'health').map((p) => p.outcome.ms)
    const addedMs = Math.min(maxResponseMs, Math.max(0, ...healthMs))
    const limitMs = Math.ceil(patience.timeoutMs + patience.toleranceMs + addedMs)
    const slow = requests.filter(({ tookMs }) => tookMs > limitMs).length
    const hang = `requests without a connection or a response after ${limitMs} ms`
    expect.soft(Math.max(0, slow - holding), hang).toBe(0)

    for (const { route, outcome } of probed) {
      const { name } = route
      const status = statusOrError(outcome)
      evidence.observe('probe', { name, ms: outcome.ms, status })
      expect.soft(status, `status of ${name} while the pool is exhausted`).toBe(route.status)
      const what = `response time of ${name} (ms)`
      expect.soft(Math.round(outcome.ms), what).toBeLessThan(maxResponseMs)
    }
    evidence.floor('probe', 5 * routes.length)
  } finally {
    await pool.close()
  }
})
