/** Slow responses, with the deployment's read timeout shortened. */

import { send } from '#gate/kit/edge/edge-client.ts'
import { withEdge } from '#gate/kit/edge/edge-under-test.ts'
import type { Route } from '#gate/kit/edge/routes.ts'
import { answering, valuesOf } from '#gate/kit/edge/stub.ts'
import { effective } from '#gate/kit/edge/tree.ts'
import { check } from '#gate/run/check.ts'

const setting = 'proxy_read_timeout'
/** Tells the requests apart at the stub. */
const markHeader = 'x-preflight-mark'
const nginxDefault = '60s (default)'
const shortenedMs = 2_000
/** The tolerance: a slow machine answers late, hardly ever early. */
const lateByMs = 3_000
const earlyByMs = 100

/** What holds at a place in the deployment. */
function deployedTimeout({ place }: Route): string {
  return effective(place.within, setting)[0]?.args[0]?.value ?? nginxDefault
}

check('edge.read-timeout', async ({ target, stack, evidence, expect }) => {
  const settings = { [setting]: `${shortenedMs}ms` }
  await withEdge({ target, stack }, { settings }, async (underTest) => {
    const { edge, stub } = underTest
    const { routes, missed } = await underTest.routes()
    for (const route of routes) {
      evidence.observe('place', { at: route.name, [setting]: deployedTimeout(route) })
    }
    for (const { name, at } of missed) evidence.observe('place not asked', { name, at })
    evidence.floor('place', 1)
    const ask = async (route: Route, delayMs: number) => {
      // The stub is told by headers: an edge may rewrite path and query.
      const headers = [answering({ delayMs }), [markHeader, `${route.name} ${delayMs}`]] as const
      const { status, ms } = await send(edge, route, { path: route.path, headers })
      const response = { at: route.name, delayMs, status, ms: Math.round(ms) }
      evidence.observe('response', { shortenedToMs: shortenedMs, ...response })
      return response
    }
    const judge = async (route: Route) => {
      const delays = [shortenedMs / 4, 4 * shortenedMs] as const
      const [fast, slow] = await Promise.all(delays.map((delayMs) => ask(route, delayMs)))
      const { name } = route
      const fastStatus = `status of a response faster than the read timeout at ${name}`
      expect.soft(fast?.status, fastStatus).toBe(200)
      // Each server of an upstream block may be asked in turn: that is what nginx does by default.
      const most = Math.max(1, route.place.hosts?.length ?? 1)
      const slowStatus = `status of a response slower than the read timeout at ${name}`
      expect.soft(slow?.status, slowStatus).toBe(504)
      const time = `milliseconds until the 504 at ${name}`
      expect.soft(slow?.ms, time).toBeGreaterThan(shortenedMs - earlyByMs)
      expect.soft(slow?.ms, time).toBeLessThan(most * shortenedMs + lateByMs)
      const mark = `${name} ${4 * shortenedMs}`
      const tries = stub.requests.filter((each) => valuesOf(each, markHeader)[0] === mark).length
      const what = `times that one of ${most} servers received the slow request at ${name}`
      if (most > 1) {
        expect.soft(tries, what).toBeGreaterThanOrEqual(1)
        expect.soft(tries, what).toBeLessThanOrEqual(most)
      } else expect.soft(tries, `times the backend received the slow request at ${name}`).toBe(1)
    }
    await Promise.all(routes.map(judge))
    evidence.floor('response', 2)
  })
})
