/** Under steady overload all wait about as long as each other, in the order of their arrival. */

import { inconclusive } from '#gate/errors.ts'
import type { Hold } from '#gate/kit/fault/slow-reads.ts'
import { overtaken, type Wait } from '#gate/kit/model/order.ts'
import { statusOf } from '#gate/kit/pool/small-pool.ts'
import { poissonArrivals } from '#gate/kit/traffic/arrivals.ts'
import { lagP99LimitMs, type Paced, pace, percentile } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { assertPunctual, isTurnedAway } from './patience.ts'
import { SlowPool } from './slow-pool.ts'

const small = { size: 1, overflow: 1, workers: 1, timeoutSeconds: 1 }
const holdMs = 40
/** One and a half times what the pool can serve. */
const overload = 1.5
const seconds = { quick: 3, full: 10 }
/** The first arrivals find an empty line: their waits are not judged. */
const warmUpShare = 1 / 3
const leastWaits = 50
/** Below this share of their time the connections were not overloaded. */
const leastUse = 0.8
/** Above it more connections were open than a burst had shown: nobody had to stand in line. */
const mostUse = 1.1
/** The claim's limit on the 99th percentile, as a multiple of the median. */
const mostSpread = 3
/** Arrivals closer than this may be served in either order. */
const marginMs = 2 * holdMs
/** So many may be overtaken: by one whose packet came late. */
const mostOvertaken = 0.02

/** The wait of each request: what it took, without the hold. */
function waitsOf(requests: readonly Paced[], pool: SlowPool, heldMs: number): Wait[] {
  return requests.map(({ startMs, endMs, outcome }) => {
    const served = statusOf(outcome) === 200
    if (!served && !isTurnedAway(pool.running, outcome)) {
      throw inconclusive(`a read under overload answered ${statusOf(outcome)}`)
    }
    return { fromMs: startMs, untilMs: Math.max(startMs, endMs - (served ? heldMs : 0)), served }
  })
}

/** The share of their time in which the connections were held, while requests came. */
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
    await pool.law({ law: 'constant', meanMs: holdMs })
    const plan = poissonArrivals({
      ratePerSecond: (overload * connections * 1000) / holdMs,
      seconds: quick ? seconds.quick : seconds.full,
      seed: 11,
    })
    const { requests, lag } = await pace(plan, () => pool.small.read())
    const holds = await pool.holds()
    if (holds.length < leastWaits) throw inconclusive(`${holds.length} reads were slowed`)
    assertPunctual(lag, lagP99LimitMs)
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
    evidence.floor('wait', leastWaits)
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
    if (use < leastUse) {
      throw inconclusive(`the connections were held for ${Math.round(use * 100)} % of the time`)
    }
    if (use > mostUse) {
      throw inconclusive(`more connections than the ${connections} of a burst were in use`)
    }
    const what = '99th percentile of the wait, as a multiple of the median'
    expect.soft(spread, what).toBeLessThan(mostSpread)
    // Each process has a line of its own; between them there is no order.
    if (processes > 1) return
    const share = 'share of the requests that later ones overtook'
    expect.soft(passed, share).toBeLessThanOrEqual(mostOvertaken)
  } finally {
    await pool.close()
  }
})
