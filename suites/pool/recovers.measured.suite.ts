/** When the hold on the connections ends, service is back, with every connection. */

import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { TableLock } from '#gate/kit/fault/table-lock.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import type { Outcome } from '#gate/system/http.ts'
import { assertPunctual, type Patience, patienceOf } from './patience.ts'

const timeoutSeconds = 1
const small = { size: 3, overflow: 2, workers: 1, timeoutSeconds }
/** Each of them gives up its wait, and may take a connection along. */
const waiters = 20
/** The claim's limit. */
const backMs = 1_000
/** Requests after the release; fewer than the pool can serve. */
const after = constantArrivals({ ratePerSecond: 50, seconds: 1.6 })
const drainMs = 3_000
/** So many reads in a row that get no connection: there is none. Each process may have its own. */
const vainReads = 2
const mostReads = 40

/**
 * Sends reads one after the other until no further one gets a connection. None waits for long: who
 * gives up waiting is to be tried later.
 */
async function fill(pool: SmallPool, lock: TableLock, timeoutMs: number) {
  const reads: Promise<Outcome>[] = []
  let usable = 0
  for (let vain = 0; vain < vainReads; ) {
    if (reads.length >= mostReads) throw inconclusive(`${usable} connections, and no end of them`)
    reads.push(pool.read({ timeoutMs }))
    const grown = async () => ((await lock.waiters()) > usable ? true : undefined)
    const more = waitFor('another connection is held', grown, { timeoutMs: 200, intervalMs: 10 })
    vain = (await more.catch(() => false)) ? 0 : vain + 1
    usable = await lock.waiters()
  }
  return { reads, usable }
}

/** Fills the pool and has others wait until they give up; all that while no read can end. */
async function exhaustedUntilGivenUp(pool: SmallPool, patience: Patience) {
  const overdueMs = Math.ceil(patience.timeoutMs + patience.toleranceMs)
  return await pool.whileLocked(async (lock) => {
    const { reads, usable } = await fill(pool, lock, 2 * overdueMs + 10_000)
    const { length: open } = await pool.backends.list()
    // They leave at the latest when the service should have turned them away.
    const gaveUp = await Promise.all(pool.reads(waiters, { timeoutMs: overdueMs }))
    const holding = await lock.waiters()
    if (holding !== usable) {
      throw inconclusive(`${holding} connections were held, of ${usable} that there are`)
    }
    return { reads, before: { usable, open, gaveUp: gaveUp.map(statusOf) } }
  })
}

check('pool.recovers', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, small)
  try {
    const { reads, before } = await exhaustedUntilGivenUp(pool, patienceOf(target, timeoutSeconds))
    evidence.observe('capacity before', before)
    // The lock is gone: every request that is sent from now on has to succeed.
    const run = await pace(after, () => pool.read({ timeoutMs: 5_000 }))
    const kept = (await Promise.all(reads)).filter((outcome) => statusOf(outcome) === 200).length
    assertPunctual(run.lag, backMs / 4)
    for (const { startMs, endMs, outcome } of run.requests) {
      evidence.observe('request after release', { startMs, endMs, status: statusOf(outcome) })
    }
    evidence.floor('request after release', after.atMs.length)
    const good = run.requests.filter(({ outcome }) => statusOf(outcome) === 200)
    const firstMs = Math.min(...good.map(({ endMs }) => endMs))
    evidence.observe('first success', { afterMs: firstMs })
    const late = run.requests.filter(({ startMs, endMs, outcome }) => {
      return endMs > backMs && (statusOf(outcome) !== 200 || endMs - startMs > backMs)
    })
    expect.soft(kept, 'good answers to those who held').toBeGreaterThanOrEqual(before.usable)
    expect.soft(firstMs, 'milliseconds from release to the first success').toBeLessThan(backMs)
    const bad = `requests that failed or took ${backMs} ms, ${backMs} ms after the release`
    expect.soft(late.length, bad).toBe(0)

    const drained = await pool.backends.rest(drainMs)
    const again = await pool.capacity(before.usable)
    evidence.observe('capacity after', { ...again, states: drained.map(({ state }) => state) })
    evidence.floor('capacity after', 1)
    const busy = drained.filter(({ state }) => state !== 'idle').length
    expect.soft(busy, 'connections that are not idle after it').toBe(0)
    const leaked = before.usable - again.usable
    expect.soft(leaked, 'connections that no request can use any more').toBeLessThanOrEqual(0)
    expect.soft(again.open, 'connections open').toBeLessThanOrEqual(before.open)
  } finally {
    await pool.close()
  }
})
