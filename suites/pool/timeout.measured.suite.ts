/** Whoever waits for a connection is turned away in time, counted from its own arrival. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { poissonArrivals } from '#gate/kit/traffic/arrivals.ts'
import { percentile } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import { exhaust } from './exhaustion.ts'
import { assertPunctual, isRetryAfter, isTurnedAway, patienceOf } from './patience.ts'

const timeoutSeconds = 1
const small = { size: 2, overflow: 1, workers: 1, timeoutSeconds }
/** Longer than the timeout: the first have been turned away when the last arrive. */
const plan = poissonArrivals({ ratePerSecond: 30, seconds: 1.3, seed: 4 })
/** Waiters of which each has to be turned away on time. */
const leastWaiters = 15

check('pool.timeout', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, small)
  const { running } = pool
  try {
    const patience = patienceOf(target, timeoutSeconds)
    const { timeoutMs, toleranceMs } = patience
    await Promise.all(pool.reads(pool.bound)) // Connections are open, so that none waits for that.
    const send = (_: number, timeoutMs: number) => pool.read({ timeoutMs })
    const { requests, holding, lag } = await exhaust(pool, { plan, patience, evidence, send })
    const lasting = requests.filter(({ lasted }) => lasted)
    const answered = requests.filter(({ lasted }) => !lasted)
    if (requests.length - holding < leastWaiters) {
      throw inconclusive(`${holding} of ${requests.length} requests got a connection: none waits`)
    }
    assertPunctual(lag, toleranceMs / 2)
    for (const { startMs, tookMs, outcome } of answered) {
      const status = statusOrError(outcome)
      const retryAfter = outcome.ok ? outcome.headers['retry-after'] : undefined
      evidence.observe('waiter', { startMs, tookMs, status, retryAfter })
      expect
        .soft(isTurnedAway(running, outcome), `a waiter is turned away, not ${status}`)
        .toBe(true)
      if (!isTurnedAway(running, outcome)) continue
      expect.soft(isRetryAfter(retryAfter), `its Retry-After, ${retryAfter}, is one`).toBe(true)
      const late = tookMs - timeoutMs
      const when = `${Math.round(late)} ms from the timeout of ${timeoutMs} ms`
      if (!patience.configured && late < -toleranceMs)
        throw unverified({ missing: ['settings.poolTimeout'] })
      expect.soft(Math.abs(late), when).toBeLessThanOrEqual(toleranceMs)
    }
    const hanging = lasting.slice(holding)
    for (const { startMs } of hanging) evidence.observe('waiter', { startMs, hangs: true })
    const hang = `waiters without an answer ${timeoutMs + toleranceMs} ms after they came`
    expect.soft(hanging.length, hang).toBe(0)
    const p99 = percentile(
      answered.map(({ tookMs }) => tookMs),
      99,
    )
    evidence.observe('time to refusal', { timeoutMs, p99Ms: p99, p99Ratio: p99 / timeoutMs })
    evidence.floor('waiter', leastWaiters)
  } finally {
    await pool.close()
  }
})
