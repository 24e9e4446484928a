/** Where the edge keeps idle connections to the backend, the backend keeps them longer. */

import { inconclusive } from '#gate/errors.ts'
import { type EdgeUnderTest, healthPath, pass, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import { watchIdleConnection } from '#gate/kit/edge/idle-connection.ts'
import { idleSeconds } from '#gate/kit/edge/idle-timeout.ts'
import type { Route } from '#gate/kit/edge/routes.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { Target } from '#gate/system/target.ts'

/** Connections for each kind of request: workers of the backend take turns. */
const connectionsEach = 3
/** Both ends of one duration would be a race: this much more is longer. */
const marginSeconds = 0.5
/** Beyond the edge's time. */
const watchSeconds = 1.5
/** The check waits no longer than this; a connection that ends before it is measured. */
const maxWatchSeconds = 300

/** A place that keeps connections, and for how long. */
interface KeepingPlace {
  name: string
  seconds: number
}

/**
 * Whether two requests to a place reach the backend on one connection. Each worker of the edge
 * keeps connections of its own, so there is one request more than there are workers.
 */
async function isReused(underTest: EdgeUnderTest, route: Route): Promise<boolean> {
  const connections: number[] = []
  const requests = 2 * (await underTest.edge.workers()) + 1
  for (let request = 0; request < requests; request += 1) {
    const { received } = await pass(underTest, route, { path: route.path })
    connections.push(received.connection)
  }
  return new Set(connections).size < connections.length
}

/** The backend's places that keep connections, as measured; their times as configured. */
async function keepingPlaces(
  underTest: EdgeUnderTest,
  evidence: Evidence,
): Promise<KeepingPlace[]> {
  const { routes, missed } = await underTest.routes()
  for (const { name, at } of missed) evidence.observe('place not asked', { name, at })
  const keeping: KeepingPlace[] = []
  for (const route of routes) {
    const keeps = await isReused(underTest, route)
    const seconds = idleSeconds(underTest.edge.tree.directives, route.place)
    evidence.observe('place', { at: route.name, keeps, ...(keeps ? { seconds } : {}) })
    if (!keeps) continue
    if (seconds === undefined) {
      throw inconclusive(`keepalive_timeout is not understood for ${route.name}`)
    }
    keeping.push({ name: route.name, seconds })
  }
  return keeping
}

/** Connections to the backend itself, after an answer to each kind of request. */
async function idleConnections(target: Target, watchMs: number) {
  const running = await target.running()
  const profile = target.config.operations?.profile?.request().path
  const paths = [healthPath(target), ...(profile === undefined ? [] : [profile])]
  const headers = running.client.baseHeaders
  const watched = paths.flatMap((path) =>
    Array.from({ length: connectionsEach }, async () => {
      return { path, ...(await watchIdleConnection(running.url, { path, headers }, watchMs)) }
    }),
  )
  return await Promise.all(watched)
}

check('edge.keep-alive', async ({ target, stack, evidence, expect }) => {
  evidence.floor('place', 1)
  const keeping = await withEdge({ target, stack }, {}, (underTest) =>
    keepingPlaces(underTest, evidence),
  )
  const [longest] = keeping.toSorted((one, other) => other.seconds - one.seconds)
  if (longest === undefined) return // Every request has a connection of its own.
  const { name, seconds } = longest
  const watchMs = 1_000 * Math.min(maxWatchSeconds, seconds + watchSeconds)
  const connections = await idleConnections(target, watchMs)
  evidence.floor('idle connection', 1)
  for (const connection of connections) {
    const { path, status, isAnnounced, closedAfterMs } = connection
    evidence.observe('idle connection', { edgeSeconds: seconds, ...connection })
    // Nobody sends a request on a connection whose end was announced with the answer.
    if (status === undefined || isAnnounced) continue
    const keptSeconds = (closedAfterMs ?? watchMs) / 1_000
    const isOpen = closedAfterMs === undefined
    if (isOpen && keptSeconds < seconds + marginSeconds) continue
    const what = `seconds that the backend keeps a connection after ${path}, the edge at ${name}`
    expect.soft(keptSeconds, what).toBeGreaterThanOrEqual(seconds + marginSeconds)
  }
  const unanswered = connections.filter(({ status }) => status === undefined)
  if (unanswered.length > 0) throw inconclusive(`no answer to GET ${unanswered[0]?.path}`)
  if (seconds + watchSeconds > maxWatchSeconds) {
    throw inconclusive(`the edge keeps connections for ${seconds} s: too long to be waited for`)
  }
})
