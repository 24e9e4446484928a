/** One id leads from a response to its log lines at the edge and at the backend. */

import { randomBytes } from 'node:crypto'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import {
  backendRoutes,
  type ClientRoutes,
  isProbe,
  withTls,
} from '#gate/kit/edge/backend-routes.ts'
import { type BehindEdge, behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { send } from '#gate/kit/edge/edge-client.ts'
import { pathBelow, type Route } from '#gate/kit/edge/routes.ts'
import { check } from '#gate/run/check.ts'
import { hasFirstAccount } from '#gate/system/registration.ts'
import type { Target } from '#gate/system/target.ts'
import { type Found, findIds, type Trace } from './ids.ts'

/** Sent at once, so that a backend that confuses requests has some to confuse. */
const requests = 20
/** Lines may be written after the response, and buffered before that. */
const writtenWithinMs = 3_000

const random = () => randomBytes(8).toString('hex')

type Headers = readonly (readonly [string, string])[]

/** What is asked for: a path that has the mark in it, for a client with these headers. */
interface Asked {
  /** In words, for the finding. */
  what: string
  route: Route
  pathOf: (mark: string) => string
  headers: Headers
}

/** Every second request brings an id of its own, which the edge may keep or replace. */
async function trace({ edge }: BehindEdge, index: number, asked: Asked): Promise<Trace> {
  const mark = random()
  const own: Headers = index % 2 === 0 ? [] : [['X-Request-ID', `client-${random()}`]]
  const request = { path: asked.pathOf(mark), headers: [...asked.headers, ...own] }
  const { headers } = await send(edge, asked.route, request)
  return { mark, headers }
}

/** What one of the places passes on that no probe alone uses; each may set headers of its own. */
function unknownPaths({ routes, main }: ClientRoutes, config: TargetConfig): Asked[] {
  const ordinary = routes.filter((route) => !isProbe(route, config))
  return (ordinary.length > 0 ? ordinary : [main]).map((route) => ({
    what: `an unknown path at ${route.name}`,
    route,
    pathOf: (mark) => pathBelow(route, `preflight-${mark}`),
    headers: [],
  }))
}

/** A request that succeeds: ids are often told by the handler of errors alone. */
async function success(target: Target, { running }: BehindEdge, main: Route): Promise<Asked[]> {
  const { operations } = target.config
  const canLogIn = hasFirstAccount(target.config) && operations?.login
  if (!canLogIn || !operations?.profile) return []
  const session = await running.login(await target.admin())
  const spec = operations.profile.request()
  if (spec.method !== 'GET') return []
  const join = spec.path.includes('?') ? '&' : '?'
  const headers = Object.entries({ ...spec.headers, ...session.headers })
  const pathOf = (mark: string) => `${spec.path}${join}preflight=${mark}`
  return [{ what: 'a profile', route: main, pathOf, headers }]
}

check('observability.request-traced', async ({ target, stack, evidence, expect }) => {
  await behindEdge({ target, stack }, {}, async (place) => {
    const { edge, running } = place
    const routes = withTls(edge, await backendRoutes(target, edge), target.config)
    const asked = [
      ...unknownPaths(routes, target.config),
      ...(await success(target, place, routes.main)),
    ]
    // Two of each kind at least, one with an id of its own.
    const count = Math.max(requests, 2 * asked.length)
    const kindOf = (index: number) => asked[Math.floor(index / 2) % asked.length] as Asked
    const traces = await Promise.all(
      Array.from({ length: count }, (_, index) => trace(place, index, kindOf(index))),
    )
    const records = () => running.logRecords().map(({ text }) => text)
    let found: Found[] = []
    const all = async () => {
      found = findIds(traces, await edge.accessLog(), records())
      return found.every(({ id }) => id !== undefined) || undefined
    }
    const options = { timeoutMs: writtenWithinMs, intervalMs: 50 }
    await waitFor('both logs to contain the id of every request', all, options).catch(
      ifTimedOut(() => undefined),
    )
    const logged = (await edge.accessLog()).filter((line) =>
      traces.some(({ mark }) => line.includes(mark)),
    )
    if (logged.length === 0) throw inconclusive("the edge's access log has none of the requests")
    for (const [index, each] of found.entries()) {
      const { what } = kindOf(index)
      evidence.observe('request', { what, ...each })
      const why = each.partial.join(', ') || 'no response header has an id that is in both logs'
      expect.soft(each.id, `id that finds ${what} in both logs (${why})`).toBeDefined()
    }
    evidence.floor('request', count)
  })
})
