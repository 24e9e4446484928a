/** PostgreSQL stops and starts under traffic, in order and by a crash. */

import { inconclusive } from '#gate/errors.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { endedSince, processesOf } from '#gate/kit/pool/processes.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import type { RunningService } from '#gate/stack/types.ts'

const fullServiceMs = 5_000
/** How long the server is away: back-offs of the target grow in this time. */
const awayMs = { quick: 1_000, thorough: 8_000 }
const steady = constantArrivals({ ratePerSecond: 40, seconds: 60 })
/** So many requests in a row have to succeed, each on its own, to call it full service. */
const inARow = 20
/** Traffic that was this late says nothing about a bound of 5 s. */
const longestLagMs = 1_000

/** One request of the traffic, by `performance.now()`. */
interface Answer {
  sentMs: number
  endMs: number
  status: number
}

type How = 'orderly' | 'crash'

/** When service was full again: the first success after the last failure. */
function fullServiceSince(answers: readonly Answer[], readyMs: number): number | undefined {
  const ordered = answers.toSorted((one, other) => one.sentMs - other.sentMs)
  const lastFailure = ordered.findLastIndex(({ status }) => status !== 200)
  const successes = ordered.slice(lastFailure + 1).filter(({ sentMs }) => sentMs >= readyMs)
  return successes.length >= inARow ? successes[0]?.sentMs : undefined
}

/** Stops and starts the server under traffic that goes on until all is well, or for too long. */
async function restart(
  pool: SmallPool,
  postgres: RunningService<'postgres'>,
  how: How,
  awayForMs: number,
) {
  const answers: Answer[] = []
  const end = new AbortController()
  const read = async () => {
    const sentMs = performance.now()
    const outcome = await pool.read({ timeoutMs: 8_000 })
    answers.push({ sentMs, endMs: performance.now(), status: statusOf(outcome) })
    return outcome
  }
  const traffic = pace(steady, read, end.signal)
  let [goneMs, readyMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  try {
    await postgres.stop(how)
    goneMs = performance.now()
    await sleep(awayForMs)
    await postgres.start() // It answers queries when this returns.
    readyMs = performance.now()
    const options = { timeoutMs: 2 * fullServiceMs, intervalMs: 50 }
    const again = async () => fullServiceSince(answers, readyMs)
    await waitFor('full service is back', again, options).catch(() => undefined)
  } finally {
    end.abort()
  }
  const { lag } = await traffic
  const fullMs = fullServiceSince(answers, readyMs)
  const seconds = fullMs === undefined ? undefined : Math.round(fullMs - readyMs) / 1_000
  const failed = answers.filter(({ status }) => status !== 200).length
  // Who came while it was away failed, or waited until it was back: both are right.
  const noticed = answers.filter(
    ({ sentMs, endMs, status }) =>
      sentMs > goneMs && sentMs < readyMs && (status !== 200 || endMs > readyMs),
  ).length
  const counts = { requests: answers.length, failed, noticed }
  return { how, seconds, ...counts, lagMs: Math.round(lag.maxMs) }
}

check('pool.survives-restart', async ({ target, stack, quick, evidence, expect }) => {
  target.variable('poolSize') // Unverified before a server is started.
  const postgres = await stack.dedicated('postgres', {})
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const options = { size: 3, overflow: 3, postgresUrl, timeoutSeconds: 2 }
    const pool = await SmallPool.open(target, options)
    const control = (await Promise.all(pool.reads(6))).map(statusOf)
    if (control.some((status) => status !== 200)) throw inconclusive(`before: ${control}`)
    const processes = processesOf(pool.running)
    // Every connection is open now, so that each of them is lost.
    const { usable } = await pool.capacity()
    for (const how of ['orderly', 'crash'] as const) {
      const away = quick ? awayMs.quick : awayMs.thorough
      const seen = await restart(pool, postgres, how, away)
      evidence.observe('restart', seen)
      if (seen.noticed === 0) throw inconclusive('no request noticed that the server was away')
      if (seen.lagMs > longestLagMs) throw inconclusive(`the traffic lagged ${seen.lagMs} ms`)
      expect.soft(seen.seconds, `full service again after a stop (${how})`).toBeDefined()
      if (seen.seconds === undefined) break
      const what = `seconds from ready to full service (${how})`
      expect.soft(seen.seconds, what).toBeLessThan(fullServiceMs / 1_000)
    }
    evidence.floor('restart', 1)
    const after = (await pool.capacity(usable)).usable
    evidence.observe('connections', { before: usable, after })
    expect.soft(after, 'connections that can be used after the restarts').toBe(usable)
    const ended = endedSince(processes, pool.running)
    expect.soft(ended, 'processes of the backend that ended').toEqual([])
    await pool.close()
  } finally {
    await postgres.remove()
  }
})
