/** When held connections are released, full service is back and no connection is lost. */

import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { TableLock } from '#gate/kit/fault/table-lock.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import type { Outcome } from '#gate/system/http.ts'
import { assertFreeCpu, watchCpu } from './free-cpu.ts'
import { assertPunctual, type Patience, patienceOf } from './patience.ts'

const timeoutSeconds = 1
const small = { size: 3, overflow: 2, workers: 1, timeoutSeconds }
/** Each of them gives up waiting, and may leak a connection. */
const waiters = 20
/** The claim's limit. */
const recoveryMs = 1_000
/** Requests after the release; fewer than the pool can serve. */
const after = constantArrivals({ ratePerSecond: 50, seconds: 1.6 })
const drainMs = 3_000
/** Reads in a row without a connection that show the pool is full; processes take turns. */
const maxMisses = 2
const maxReads = 40

/**
 * Sends reads one after the other until no further one gets a connection. None of them times out
 * here: timeouts follow later.
 */
async function fill(pool: SmallPool, lock: TableLock, timeoutMs: number) {
  const reads: Promise<Outcome>[] = []
  let usable = 0
  for (let misses = 0; misses < maxMisses; ) {
    if (reads.length >= maxReads) {
      throw inconclusive(`no limit of the pool in reach: ${usable} connections in use`)
    }
    reads.push(pool.read({ timeoutMs }))
    const grown = async () => ((await lock.waiters()) > usable ? true : undefined)
    const more = waitFor('another connection to be in use', grown, {
      timeoutMs: 200,
      intervalMs: 10,
    })
    misses = (await more.catch(() => false)) ? 0 : misses + 1
    usable = await lock.waiters()
  }
  return { reads, usable }
}

/** Fills the pool and lets more reads wait until they give up; meanwhile no read can end. */
async function exhaustUntilGivenUp(pool: SmallPool, patience: Patience) {
  const overdueMs = Math.ceil(patience.timeoutMs + patience.toleranceMs)
  return await pool.whileLocked(async (lock) => {
    const { reads, usable } = await fill(pool, lock, 2 * overdueMs + 10_000)
    const { length: open } = await pool.backends.list()
    // They give up when the service should have turned them away, at the latest.
    const gaveUp = await Promise.all(pool.reads(waiters, { timeoutMs: overdueMs }))
    const holding = await lock.waiters()
    if (holding !== usable) {
      throw inconclusive(`only ${holding} of ${usable} connections were held`)
    }
    return { reads, before: { usable, open, gaveUp: gaveUp.map(statusOf) } }
  })
}

check('pool.recovers', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, small)
  try {
    const { reads, before } = await exhaustUntilGivenUp(pool, patienceOf(target, timeoutSeconds))
    evidence.observe('capacity before', before)
    // The lock is released: every request from now on has to succeed.
    const cpu = watchCpu()
    const run = await pace(after, () => pool.read({ timeoutMs: 5_000 }))
    const busyCpu = cpu.busy()
    const kept = (await Promise.all(reads)).filter((outcome) => statusOf(outcome) === 200).length
    for (const { startMs, endMs, outcome } of run.requests) {
      evidence.observe('request after release', { startMs, endMs, status: statusOf(outcome) })
    }
    evidence.floor('request after release', after.atMs.length)
    const good = run.requests.filter(({ outcome }) => statusOf(outcome) === 200)
    const firstMs = Math.min(...good.map(({ endMs }) => endMs))
    evidence.observe('first success', { afterMs: firstMs, busyCpu })
    const late = run.requests.filter(({ startMs, endMs, outcome }) => {
      return endMs > recoveryMs && (statusOf(outcome) !== 200 || endMs - startMs > recoveryMs)
    })
    expect
      .soft(kept, 'successful reads among those that held a connection')
      .toBeGreaterThanOrEqual(before.usable)

    const drained = await pool.backends.rest(drainMs)
    const again = await pool.capacity(before.usable)
    evidence.observe('capacity after', { ...again, states: drained.map(({ state }) => state) })
    evidence.floor('capacity after', 1)
    const busy = drained.filter(({ state }) => state !== 'idle').length
    expect.soft(busy, 'connections not idle after the release').toBe(0)
    const leaked = before.usable - again.usable
    expect.soft(leaked, 'leaked connections').toBeLessThanOrEqual(0)
    expect.soft(again.open, 'open connections').toBeLessThanOrEqual(before.open)
    // A leak is one however late the requests were sent; only times depend on that.
    assertPunctual(run.lag, recoveryMs / 4)
    const isLate = firstMs >= recoveryMs || late.length > 0
    // Whoever never recovers does not do so for want of a CPU.
    if (isLate && good.length > 0) assertFreeCpu(busyCpu)
    expect.soft(firstMs, 'time from release to the first success (ms)').toBeLessThan(recoveryMs)
    const what = `requests that failed or took ${recoveryMs} ms, after the first ${recoveryMs} ms`
    expect.soft(late.length, what).toBe(0)
  } finally {
    await pool.close()
  }
})
