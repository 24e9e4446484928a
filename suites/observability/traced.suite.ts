/** One id leads from a response to its log lines at the edge and at the backend. */
import { randomBytes } from 'node:crypto'
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { backendRoutes, withTls } from '#gate/kit/edge/backend-routes.ts'
import { type BehindEdge, behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { type RawRequest, send } from '#gate/kit/edge/edge-client.ts'
import { pathBelow, type Route } from '#gate/kit/edge/routes.ts'
import { check } from '#gate/run/check.ts'
import { type Found, findIds, type Trace } from './ids.ts'

/** Sent at once, so that a backend that confuses requests has some to confuse. */
const requests = 20
/** Lines may be written after the response, and buffered before that. */
const writtenWithinMs = 3_000

const random = () => randomBytes(8).toString('hex')

/** Every second request brings an id of its own, which the edge may keep or replace. */
function requestOf(mark: string, index: number, route: Route): RawRequest {
  const path = pathBelow(route, `preflight-${mark}`)
  const headers = index % 2 === 0 ? [] : ([['X-Request-ID', `client-${random()}`]] as const)
  return { path, headers }
}

async function trace({ edge }: BehindEdge, index: number, route: Route): Promise<Trace> {
  const mark = random()
  const { headers } = await send(edge, route, requestOf(mark, index, route))
  return { mark, headers }
}

check('observability.request-traced', async ({ target, stack, evidence, expect }) => {
  await behindEdge({ target, stack }, {}, async (place) => {
    const { edge, running } = place
    const { main } = withTls(edge, await backendRoutes(target, edge), target.config)
    const traces = await Promise.all(
      Array.from({ length: requests }, (_, index) => trace(place, index, main)),
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
    for (const each of found) {
      evidence.observe('request', each)
      const why = each.partial.join(', ') || 'no response header has an id that is in both logs'
      expect.soft(each.id, `id that finds a request in both logs (${why})`).toBeDefined()
    }
    evidence.floor('request', requests)
  })
})
