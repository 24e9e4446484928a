/** The metrics are for the inside: nobody comes to them through the edge. */

import { inconclusive, messageOf, unverified } from '#gate/errors.ts'
import { type BehindEdge, behindEdge } from '#gate/kit/edge/behind-edge.ts'
import { type RawRequest, send } from '#gate/kit/edge/client.ts'
import { healthPath } from '#gate/kit/edge/edge-under-test.ts'
import { readExposition } from '#gate/kit/metrics/exposition.ts'
import { check } from '#gate/run/check.ts'

/** So many of the page's own metrics in an answer are no accident. */
const leastNames = 3

/** Ways to ask for a path that an edge or a backend may take for the same. */
function variantsOf(path: string): RawRequest[] {
  const bare = path.slice(1)
  const [first = ''] = bare
  const code = `%${first.charCodeAt(0).toString(16)}`
  const paths = [
    path,
    `${path}/`,
    `/${path}`,
    `/.${path}`,
    `/x/..${path}`,
    `${path}/.`,
    `${path}?a=1`,
    `/${code}${bare.slice(1)}`,
    `/%2f${bare}`,
    `/x/..%2f${bare}`,
    `${path}%2f`,
    `${path}%20`,
    `${path};a`,
    `${path}%00`,
    `${path}#a`,
    `/${bare.toUpperCase()}`,
    `/\\${bare}`,
  ]
  const toldOtherwise = ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri'].map((header) => ({
    path: '/',
    headers: [[header, path]] as const,
  }))
  const asked = ['HEAD', 'POST', 'OPTIONS'].map((method) => ({ method, path }))
  return [...paths.map((each) => ({ path: each })), ...toldOtherwise, ...asked]
}

/** The metrics' names in a page. */
function namesIn(text: string): string[] {
  return readExposition(text).families.map(({ name }) => name)
}

interface Try {
  request: string
  status: number | string
  /** How many of the metrics' names are in the answer. */
  names: number
}

async function ask(
  { edge }: BehindEdge,
  by: 'http' | 'https',
  request: RawRequest,
  names: readonly string[],
): Promise<Try> {
  const headers = request.headers?.map(([name, value]) => ` ${name}: ${value}`).join() ?? ''
  const said = `${by} ${request.method ?? 'GET'} ${request.path}${headers}`
  try {
    const { status, body } = await send(edge, by, request)
    return { request: said, status, names: names.filter((name) => body.includes(name)).length }
  } catch (error) {
    return { request: said, status: messageOf(error), names: 0 }
  }
}

check('observability.metrics-private', async ({ target, stack, evidence, expect }) => {
  const path = target.config.endpoints?.metrics
  if (path === undefined) throw unverified({ missing: ['endpoints.metrics'] })
  await behindEdge({ target, stack }, {}, async (place) => {
    const { edge, running } = place
    // What cannot be had at all would be no sign of an edge that keeps it in.
    const direct = await running.send({ method: 'GET', path })
    const names = namesIn(direct.text).filter((name) => name.length > 5)
    const through = await send(edge, 'https', { path: healthPath(target) })
    const control = { direct: direct.status, metrics: names.length, health: through.status }
    evidence.observe('control', control)
    if (direct.status !== 200 || names.length < leastNames) {
      throw inconclusive(`${path} shows no metrics from inside: it answered ${direct.status}`)
    }
    if (through.status < 200 || through.status > 299) {
      throw inconclusive(`health does not come through the edge: it answered ${through.status}`)
    }
    const sides = (['https', 'http'] as const).filter((by) => edge[by] !== undefined)
    const requests = variantsOf(path)
    for (const by of sides) {
      for (const request of requests) {
        const seen = await ask(place, by, request, names)
        evidence.observe('try', seen)
        expect.soft(seen.names, `metrics in the answer to ${seen.request}`).toBeLessThan(leastNames)
      }
    }
    evidence.floor('control', 1)
    evidence.floor('try', sides.length * requests.length)
  })
})
