/** A request that waits for a connection is turned away on time, counted from its arrival. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { percentile } from '#gate/kit/model/statistics.ts'
import { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { poissonArrivals } from '#gate/kit/traffic/arrivals.ts'
import { check } from '#gate/run/check.ts'
import { type Outcome, statusOrError } from '#gate/system/http.ts'
import { exhaust } from './exhaustion.ts'
import { kindsOf } from './kinds.ts'
import { assertPunctual, isRetryAfter, isTurnedAway, patienceOf } from './patience.ts'

const timeoutSeconds = 1
const small = { size: 2, overflow: 1, workers: 1, timeoutSeconds }
/** Longer than the timeout: the first are turned away before the last arrive. */
const plan = poissonArrivals({ ratePerSecond: 30, seconds: 1.3, seed: 4 })
/** Waiting requests that each have to be turned away on time. */
const minWaiters = 15
/** By then the reads hold every connection, so that the other kinds of requests have to wait. */
const fullMs = 400

/** Sends one request of each kind but the read, once no connection is free. */
async function sendOthers(pool: SmallPool, timeoutMs: number) {
  await sleep(fullMs)
  const { session } = pool.world.owner
  const sent = kindsOf(pool)
    .filter(({ name }) => name !== 'readRecord')
    .map(async ({ name, spec, anonymous }) => {
      const options = anonymous ? { timeoutMs } : { timeoutMs, session }
      return { name, outcome: await pool.running.try(spec, options) }
    })
  return await Promise.all(sent)
}

check('pool.timeout', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, small)
  const { running } = pool
  try {
    const patience = patienceOf(target, timeoutSeconds)
    const { timeoutMs, toleranceMs } = patience
    await Promise.all(pool.reads(pool.bound)) // So that no request waits for an open.
    const send = (_: number, timeoutMs: number) => pool.read({ timeoutMs })
    const others: { name: string; outcome: Outcome }[] = []
    const meanwhile = async () => {
      others.push(...(await sendOthers(pool, 3 * timeoutMs + 10_000)))
    }
    const load = { plan, patience, evidence, send, meanwhile }
    const { requests, holding, lag } = await exhaust(pool, load)
    const late = requests.filter(({ endedAfterHold }) => endedAfterHold)
    const answered = requests.filter(({ endedAfterHold }) => !endedAfterHold)
    evidence.floor('waiting request', 1)
    // What they are told is judged first: it does not depend on when they were sent.
    for (const { startMs, tookMs, outcome } of answered) {
      const status = statusOrError(outcome)
      const retryAfter = outcome.ok ? outcome.headers['retry-after'] : undefined
      evidence.observe('waiting request', { startMs, tookMs, status, retryAfter })
      expect
        .soft(isTurnedAway(running, outcome), `waiting request turned away (status ${status})`)
        .toBe(true)
      if (!isTurnedAway(running, outcome)) continue
      expect.soft(isRetryAfter(retryAfter), `valid Retry-After (${retryAfter})`).toBe(true)
    }
    // Those that were answered otherwise needed no connection, or are of another claim.
    for (const { name, outcome } of others) {
      const retryAfter = outcome.ok ? outcome.headers['retry-after'] : undefined
      const observed = { name, status: statusOrError(outcome), retryAfter }
      evidence.observe('request of another kind', observed)
      if (!isTurnedAway(running, outcome)) continue
      const what = `valid Retry-After for ${name} (${retryAfter})`
      expect.soft(isRetryAfter(retryAfter), what).toBe(true)
    }
    if (requests.length - holding < minWaiters) {
      throw inconclusive(
        `${holding} of ${requests.length} requests got a connection: too few had to wait`,
      )
    }
    assertPunctual(lag, toleranceMs / 2)
    for (const { tookMs } of answered.filter(({ outcome }) => isTurnedAway(running, outcome))) {
      const lateMs = tookMs - timeoutMs
      const what = `deviation from the ${timeoutMs} ms timeout, in ms`
      if (!patience.configured && lateMs < -toleranceMs) {
        throw unverified({ missing: ['settings.poolTimeout'] })
      }
      expect.soft(Math.abs(lateMs), what).toBeLessThanOrEqual(toleranceMs)
    }
    const hanging = late.slice(holding)
    for (const { startMs } of hanging) evidence.observe('waiting request', { startMs, hangs: true })
    const hang = `waiting requests without a response after ${timeoutMs + toleranceMs} ms`
    expect.soft(hanging.length, hang).toBe(0)
    const p99 = percentile(
      answered.map(({ tookMs }) => tookMs),
      99,
    )
    evidence.observe('time to refusal', { timeoutMs, p99Ms: p99, p99Ratio: p99 / timeoutMs })
    evidence.floor('waiting request', minWaiters)
  } finally {
    await pool.close()
  }
})
