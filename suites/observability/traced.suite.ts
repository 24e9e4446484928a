/** One id leads from a client's answer to the line of the edge and to that of the backend. */
import { randomBytes } from 'node:crypto'
import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type BehindEdge, behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { type RawRequest, send } from '#gate/kit/edge/client.ts'
import { check } from '#gate/run/check.ts'
import { type Found, findIds, type Trace } from './ids.ts'
import { linesOf } from './lines.ts'

/** At once, so that a backend that mixes requests up has some to mix. */
const requests = 20
/** Lines are written before or after the answer, and may be gathered first. */
const writtenWithinMs = 3_000

const random = () => randomBytes(8).toString('hex')

/** Some clients claim an id of their own: taken over or replaced, it is one. */
function requestOf(mark: string, index: number): RawRequest {
  const path = `/preflight-${mark}`
  const own = index % 2 === 0 ? [] : ([['X-Request-ID', `client-${random()}`]] as const)
  return { path, headers: own }
}

async function trace({ edge }: BehindEdge, index: number): Promise<Trace> {
  const mark = random()
  const { headers } = await send(edge, 'https', requestOf(mark, index))
  return { mark, headers }
}

check('observability.request-traced', async ({ target, stack, evidence, expect }) => {
  await behindEdge({ target, stack }, {}, async (place) => {
    const { edge, running } = place
    const traces = await Promise.all(
      Array.from({ length: requests }, (_, index) => trace(place, index)),
    )
    let found: Found[] = []
    const all = async () => {
      found = findIds(traces, await edge.accessLog(), linesOf(running.output))
      return found.every(({ id }) => id !== undefined) || undefined
    }
    const options = { timeoutMs: writtenWithinMs, intervalMs: 50 }
    await waitFor('each request is found by its id', all, options).catch(() => {})
    const logged = (await edge.accessLog()).filter((line) =>
      traces.some(({ mark }) => line.includes(mark)),
    )
    if (logged.length === 0) throw inconclusive('no access log of the edge has the requests')
    for (const each of found) {
      evidence.observe('request', each)
      const why = each.half.join(', ') || 'no header of the answer holds an id of both logs'
      expect.soft(each.id, `an id for one request, found in both logs (${why})`).toBeDefined()
    }
    evidence.floor('request', requests)
  })
})
