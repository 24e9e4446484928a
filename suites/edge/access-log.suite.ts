/** Which requests the access log records. */
import { randomBytes } from 'node:crypto'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { asClients, isProbe, ofBalancer } from '#gate/kit/edge/backend-routes.ts'
import type { Edge } from '#gate/kit/edge/edge.ts'
import { send } from '#gate/kit/edge/edge-client.ts'
import { healthPath, withEdge } from '#gate/kit/edge/edge-under-test.ts'
import type { Route } from '#gate/kit/edge/routes.ts'
import { check } from '#gate/run/check.ts'

const probes = 5
const perPlace = 2
const writtenWithinMs = 10_000

/** How many lines the log has more after some requests to one place. */
async function linesAt(edge: Edge, { path, method, ...site }: Route): Promise<number> {
  const { length } = await edge.accessLog()
  const added = async () => (await edge.accessLog()).length - length
  for (let request = 0; request < perPlace; request += 1) {
    await send(edge, site, { method, path, headers: ofBalancer(site) })
  }
  const areThere = async () => (await added()) >= perPlace || undefined
  await waitFor('the requests to be in the log', areThere, {
    timeoutMs: writtenWithinMs,
    intervalMs: 50,
  }).catch(ifTimedOut(() => undefined))
  return await added()
}

check('edge.health-unlogged', async ({ target, stack, evidence, expect }) => {
  const health = healthPath(target)
  await withEdge({ target, stack }, {}, async (underTest) => {
    const { edge, stub } = underTest
    const { routes, scheme } = asClients(edge, await underTest.routes(), target.config)
    const headers = ofBalancer({ scheme })
    for (let probe = 0; probe < probes; probe += 1) {
      const { status } = await send(edge, scheme, { path: health, headers })
      evidence.observe('probe', { status })
      expect.soft(status, `status of ${health} through the edge`).toBe(200)
    }
    evidence.floor('probe', probes)
    const reached = stub.requests.filter(({ url }) => url === health).length
    expect.soft(reached, `requests for ${health} that reached the backend`).toBe(probes)

    // Sent after the probes: once these are in the log, the probes would be too.
    const nonce = randomBytes(6).toString('hex')
    const others = [
      `/${nonce}-a`,
      `/${nonce}-b/deep?status=404`,
      `/api/${nonce}-c?status=500`,
      `${health}${nonce}-d`,
      `${health}/${nonce}-e`,
      `/${nonce}-f${health}`,
    ]
    for (const path of others) await send(edge, scheme, { path, headers })
    const linesOf = (lines: readonly string[], path: string) => {
      const [mark] = /[0-9a-f]{12}-[a-f]/.exec(path) ?? []
      return lines.filter((line) => line.includes(String(mark))).length
    }
    const complete = async () => {
      const lines = await edge.accessLog()
      return others.every((path) => linesOf(lines, path) > 0) || undefined
    }
    await waitFor('every other request to be in the log', complete, {
      timeoutMs: writtenWithinMs,
      intervalMs: 50,
    }).catch(ifTimedOut(() => undefined))
    const lines = await edge.accessLog()
    for (const path of others) {
      const count = linesOf(lines, path)
      evidence.observe('other request', { path, lines: count })
      expect.soft(count, `access log lines for ${path}`).toBe(1)
    }
    evidence.floor('other request', others.length)
    // A location of its own may log as the health path does. Only those of the contract are looked
    // at: many an edge leaves files that browsers fetch out of its log.
    for (const route of routes.filter((each) => each.isKnown && !isProbe(each, target.config))) {
      const count = await linesAt(edge, route)
      evidence.observe('place', { at: route.name, requests: perPlace, lines: count })
      const what = `access log lines for ${perPlace} requests to ${route.path} at ${route.name}`
      expect.soft(count, what).toBe(perPlace)
    }
    const asWord = new RegExp(
      `(^|[\\s"'])${health.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}([\\s?"']|$)`,
    )
    const probed = lines.filter((line) => asWord.test(line)).length
    evidence.observe('log', { lines: lines.length, probed })
    expect.soft(probed, `access log lines for ${health}`).toBe(0)
  })
})
