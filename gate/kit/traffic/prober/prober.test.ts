/**
 * The prober against a server with planted faults. Goal: what was planted is what is reported, and
 * nothing if nothing was.
 */
import { afterEach, expect, test } from 'vitest'
import { summarise } from './judge.ts'
import { probeRequests } from './plan.ts'
import type { ProbePlan } from './probe.ts'
import { startProber } from './prober.ts'
import { type FaultyServer, startFaultyServer } from './testing/faulty-server.ts'

const right = [200]
const servers: FaultyServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function begin(mix: { ratePerSecond?: number; newOfTen?: number; idleMs?: number[] } = {}) {
  const server = await startFaultyServer()
  servers.push(server)
  const { ratePerSecond = 200, newOfTen = 3, idleMs = [] } = mix
  const requests = probeRequests({
    ratePerSecond,
    newOfTen,
    idleMs,
    seconds: 20,
    spec: (index) => ({ method: 'POST', path: '/', json: { name: `probe-${index}` } }),
  })
  const plan: ProbePlan = {
    origin: server.origin,
    headers: {},
    sideHeader: 'x-side',
    timeoutMs: 5_000,
    requests,
  }
  return { server, prober: startProber(plan) }
}

test('a sound server: every request right, over all kinds of connection', async () => {
  const { server, prober } = await begin({ idleMs: [300, 600] })
  await prober.more(300)
  const { requests } = await prober.stop()
  const { sent, failed, retried, byConnection } = summarise(requests, right)
  expect({ failed, retried }).toEqual({ failed: 0, retried: 0 })
  expect(sent).toBe((await server.planted()).served)
  expect(byConnection.new).toMatchObject({ reused: 0 })
  // A busy machine has more of them in use at once, and each of those is new at first.
  expect(byConnection.kept.reused).toBeGreaterThan(byConnection.kept.sent / 2)
  expect(byConnection.idle.reused).toBeGreaterThan(0)
})

test('an outage: every request in it has failed, and the gap is as long', async () => {
  const { server, prober } = await begin()
  await prober.more(100)
  server.outage(200)
  await prober.more(100)
  const { requests } = await prober.stop()
  const { failed, gap } = summarise(requests, right)
  expect(failed).toBe((await server.planted()).inOutages)
  expect(failed).toBeGreaterThan(20)
  expect(gap.ms).toBeGreaterThan(190)
})

test('each reset of a reused connection is a failed request: nothing is sent again', async () => {
  const { server, prober } = await begin({ newOfTen: 0 })
  server.resetEvery(25)
  await prober.more(400)
  const { requests } = await prober.stop()
  const { failed, failures } = summarise(requests, right)
  const { onReused } = await server.planted()
  expect(onReused).toBeGreaterThan(10)
  expect(failed).toBe(onReused)
  expect(Object.keys(failures).every((what) => what.startsWith('kept (reused)'))).toBe(true)
})

test('nobody there: every request has failed', async () => {
  const { server, prober } = await begin()
  await server.close()
  await prober.more(20)
  const { requests } = await prober.stop()
  expect(summarise(requests, right).failed).toBe(requests.length)
})
