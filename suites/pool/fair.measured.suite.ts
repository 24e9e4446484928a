/** Under steady overload, requests wait about equally long and are served in order of arrival. */

import { inconclusive } from '#gate/errors.ts'
import type { Hold } from '#gate/kit/fault/slow-reads.ts'
import { overtaken, type Wait } from '#gate/kit/model/order.ts'
import { percentile } from '#gate/kit/model/statistics.ts'
import { statusOf } from '#gate/kit/pool/small-pool.ts'
import { poissonArrivals } from '#gate/kit/traffic/arrivals.ts'
import type { Paced } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { isTurnedAway } from './patience.ts'
import { SlowPool } from './slow-pool.ts'

const small = { size: 1, overflow: 1, workers: 1, timeoutSeconds: 1 }
const holdMs = 40
/** Offered load as a multiple of what the pool can serve. */
const overload = 1.5
const seconds = { quick: 3, full: 10 }
/** The first arrivals find an empty queue: their waits are not judged. */
const warmUpShare = 1 / 3
const minWaits = 50
/** Below this utilisation the pool was not overloaded. */
const minUse = 0.8
/** Above it, more connections were open than the first burst showed: nobody had to wait. */
const maxUse = 1.1
/** The claim's limit on the 99th percentile, as a multiple of the median. */
const maxSpread = 3
/** Arrivals closer together than this may be served in either order. */
const marginMs = 2 * holdMs
/** Some may be overtaken because a packet was delayed. */
const maxOvertakenShare = 0.02

/** The wait of each request: its duration without the hold. */
function waitsOf(requests: readonly Paced[], pool: SlowPool, heldMs: number): Wait[] {
  return requests.map(({ startMs, endMs, outcome }) => {
    const served = statusOf(outcome) === 200
    if (!served && !isTurnedAway(pool.running, outcome)) {
      throw inconclusive(`a read under overload answered ${statusOf(outcome)}`)
    }
    return { fromMs: startMs, untilMs: Math.max(startMs, endMs - (served ? heldMs : 0)), served }
  })
}

/** The share of time in which the connections were held while requests arrived. */
function useOf(holds: readonly Hold[], connections: number): number {
  const first = Math.min(...holds.map(({ startMs }) => startMs))
  const last = Math.max(...holds.map(({ endMs }) => endMs))
  const held = holds.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  return held / (last - first) / connections
}

check('pool.fair', async ({ target, quick, evidence, expect }) => {
  const pool = await SlowPool.open(target, small)
  try {
    const processes = pool.processes()
    const { connections } = pool
    const plan = poissonArrivals({
      ratePerSecond: (overload * connections * 1000) / holdMs,
      seconds: quick ? seconds.quick : seconds.full,
      seed: 11,
    })
    const { requests, lag, holds } = await pool.offer(plan, { law: 'constant', meanMs: holdMs })
    if (holds.length < minWaits) throw inconclusive(`only ${holds.length} reads were slowed`)
    const use = useOf(holds, connections)
    const waits = waitsOf(
      requests,
      pool,
      percentile(
        holds.map((h) => h.endMs - h.startMs),
        50,
      ),
    )
    const steady = waits.slice(Math.floor(waits.length * warmUpShare))
    for (const wait of steady) evidence.observe('wait', wait)
    evidence.floor('wait', minWaits)
    const took = steady.map(({ fromMs, untilMs }) => untilMs - fromMs)
    const [p50Ms, p99Ms] = [percentile(took, 50), percentile(took, 99)]
    const spread = p99Ms / Math.max(1, p50Ms)
    const passed = overtaken(waits, marginMs) / waits.length
    evidence.observe('overload', {
      arrivals: plan.text,
      holdMs,
      connections,
      processes,
      use,
      lag,
      p50Ms,
      p99Ms,
      spread,
      overtakenShare: passed,
      requests: waits.length,
      turnedAway: waits.filter(({ served }) => !served).length,
    })
    evidence.floor('overload', 1)
    if (use < minUse) {
      throw inconclusive(
        `no overload: the connections were in use ${Math.round(use * 100)} % of the time`,
      )
    }
    if (use > maxUse) {
      throw inconclusive(`more connections were in use than the ${connections} of the first burst`)
    }
    const what = 'p99 of the wait as a multiple of the median'
    expect.soft(spread, what).toBeLessThan(maxSpread)
    // Each process has its own queue; there is no order between them.
    if (processes > 1) return
    const share = 'share of requests overtaken by later ones'
    expect.soft(passed, share).toBeLessThanOrEqual(maxOvertakenShare)
  } finally {
    await pool.close()
  }
})
