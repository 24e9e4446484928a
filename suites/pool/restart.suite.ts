/** PostgreSQL restarts under traffic, after an orderly stop and after a crash. */

import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import type { RunningService } from '#gate/stack/types.ts'

const fullServiceMs = 5_000
/** How long the server is down: back-offs of the target grow in this time. */
const downtimeMs = { quick: 1_000, thorough: 8_000 }
/** Requests in a second, if the target answers twice as many. */
const usualRate = 40
/** With fewer, 20 in a row take longer than is waited for. */
const minRate = 4
const trafficSeconds = 60
/** Reads that measure what the target can answer. */
const controlReads = 12
/** Successful requests in a row that count as full service. */
const inARow = 20
/** Traffic that is sent later than this cannot test a limit of 5 s. */
const maxLagMs = 1_000

/** One request of the traffic, by `performance.now()`. */
interface Answer {
  sentMs: number
  endMs: number
  status: number
}

type How = 'orderly' | 'crash'

/** Reads that were sent at once: how they were answered, and how many of them in a second. */
async function sendControl(pool: SmallPool) {
  const startMs = performance.now()
  const statuses = (await Promise.all(pool.reads(controlReads))).map(statusOf)
  const perSecond = (1_000 * controlReads) / (performance.now() - startMs)
  return { statuses, perSecond }
}

/** Half of what the target can answer, within bounds. */
function rateFor(perSecond: number): number {
  return Math.min(usualRate, Math.max(minRate, Math.floor(perSecond / 2)))
}

/** When full service was back: the first success after the last failure. */
function fullServiceSince(answers: readonly Answer[], readyMs: number): number | undefined {
  const ordered = answers.toSorted((one, other) => one.sentMs - other.sentMs)
  const lastFailure = ordered.findLastIndex(({ status }) => status !== 200)
  const successes = ordered.slice(lastFailure + 1).filter(({ sentMs }) => sentMs >= readyMs)
  return successes.length >= inARow ? successes[0]?.sentMs : undefined
}

/** Restarts the server under traffic, which goes on until full service is back or too late. */
async function restart(
  pool: SmallPool,
  postgres: RunningService<'postgres'>,
  { how, downForMs, rate }: { how: How; downForMs: number; rate: number },
) {
  const steady = constantArrivals({ ratePerSecond: rate, seconds: trafficSeconds })
  const answers: Answer[] = []
  const end = new AbortController()
  const read = async () => {
    const sentMs = performance.now()
    const outcome = await pool.read({ timeoutMs: 8_000 })
    answers.push({ sentMs, endMs: performance.now(), status: statusOf(outcome) })
    return outcome
  }
  const traffic = pace(steady, read, end.signal)
  let [stoppedMs, readyMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  try {
    await postgres.stop(how)
    stoppedMs = performance.now()
    await sleep(downForMs)
    await postgres.start() // It answers queries when this returns.
    readyMs = performance.now()
    const options = { timeoutMs: 2 * fullServiceMs, intervalMs: 50 }
    const isBack = async () => fullServiceSince(answers, readyMs)
    await waitFor('full service', isBack, options).catch(ifTimedOut(() => undefined))
  } finally {
    end.abort()
  }
  const { lag } = await traffic
  const fullMs = fullServiceSince(answers, readyMs)
  const seconds = fullMs === undefined ? undefined : Math.round(fullMs - readyMs) / 1_000
  const failed = answers.filter(({ status }) => status !== 200).length
  // Requests during the downtime failed or waited until it was over: both are fine.
  const affected = answers.filter(
    ({ sentMs, endMs, status }) =>
      sentMs > stoppedMs && sentMs < readyMs && (status !== 200 || endMs > readyMs),
  ).length
  const counts = { requests: answers.length, failed, affected }
  return { how, rate, seconds, ...counts, lagMs: Math.round(lag.maxMs) }
}

check('pool.survives-restart', async ({ target, stack, quick, evidence, expect }) => {
  target.variable('poolSize') // Unverified before a server is started.
  const postgres = await stack.dedicated('postgres', {})
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const options = { size: 3, overflow: 3, postgresUrl, timeoutSeconds: 2 }
    const pool = await SmallPool.open(target, options)
    await sendControl(pool) // The first ones wait for connections.
    const { statuses, perSecond } = await sendControl(pool)
    if (statuses.some((status) => status !== 200)) {
      throw inconclusive(`reads before the restarts answered ${statuses}`)
    }
    if (perSecond < minRate) {
      throw inconclusive(`it answers ${Math.round(perSecond)} reads a second here: too few`)
    }
    const rate = rateFor(perSecond)
    const processes = processesOf(pool.running)
    // Opens every connection, so that each of them is lost.
    const { usable } = await pool.capacity()
    for (const how of ['orderly', 'crash'] as const) {
      const downForMs = quick ? downtimeMs.quick : downtimeMs.thorough
      const result = await restart(pool, postgres, { how, downForMs, rate })
      evidence.observe('restart', result)
      evidence.floor('restart', 1)
      const what = `seconds from ready to full service (${how})`
      // Service that never came back did not: a late sender does not keep a backend away.
      expect.soft(result.seconds, what).toBeDefined()
      if (result.seconds === undefined) break
      if (result.affected === 0) throw inconclusive('no request was affected by the downtime')
      if (result.lagMs > maxLagMs) {
        throw inconclusive(`the machine is overloaded: requests were sent ${result.lagMs} ms late`)
      }
      expect.soft(result.seconds, what).toBeLessThan(fullServiceMs / 1_000)
    }
    const ended = endedSince(processes, pool.running)
    expect.soft(ended, 'processes that exited').toEqual([])
    const after = (await pool.capacity(usable)).usable
    evidence.observe('connections', { before: usable, after })
    expect.soft(after, 'usable connections after the restarts').toBe(usable)
    await pool.close()
  } finally {
    await postgres.remove()
  }
})
