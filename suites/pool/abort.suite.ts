/** Clients that disconnect while they wait for a connection, or during a query, leak none. */

import { inconclusive } from '#gate/errors.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'

const rounds = 2
const abortsPerRound = 100
/** How long the target may take to finish aborted requests. */
const drainMs = 10_000

/** Holds every connection, sends more requests that wait for one, and aborts them all. */
async function abortAll(pool: SmallPool, usable: number, evidence: Evidence): Promise<void> {
  await pool.whileLocked(async (lock) => {
    const client = new AbortController()
    const querying = pool.reads(usable, { signal: client.signal })
    // Fewer if earlier aborts leaked connections: the capacity afterwards shows that.
    const held = await lock.waitForWaiters(usable, 3_000).catch(() => lock.waiters())
    const waiting = pool.reads(abortsPerRound - usable, { signal: client.signal })
    await pool.received()
    client.abort()
    const outcomes = await Promise.all([...querying, ...waiting])
    for (const [index, outcome] of outcomes.entries()) {
      const state = index < held ? 'querying' : 'waiting'
      if (!outcome.ok) evidence.observe(`aborted while ${state}`, { afterMs: outcome.ms })
    }
    await pool.received() // The target notices the aborts while the connections are still held.
  })
}

check('pool.released-on-abort', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, { size: 10, overflow: 10, timeoutSeconds: 5 })
  try {
    const before = await pool.capacity()
    evidence.observe('capacity before', before)
    if (before.statuses.some((status) => status !== 200)) {
      throw inconclusive(`reads before the aborts answered ${[...new Set(before.statuses)]}`)
    }
    for (let round = 0; round < rounds; round += 1) await abortAll(pool, before.usable, evidence)
    evidence.floor('aborted while querying', Math.min(before.usable, 10))
    evidence.floor('aborted while waiting', abortsPerRound)

    const drained = await pool.backends.rest(drainMs)
    evidence.observe('connections after the aborts', { states: drained.map(({ state }) => state) })
    const after = await pool.capacity(before.usable)
    evidence.observe('capacity after', after)
    evidence.floor('capacity after', 1)
    const busy = drained.filter(({ state }) => state !== 'idle')
    expect.soft(busy.length, 'connections not idle after the aborts').toBe(0)
    const leaked = before.usable - after.usable
    expect.soft(leaked, 'leaked connections').toBeLessThanOrEqual(0)
    expect.soft(after.open, 'open connections').toBeLessThanOrEqual(before.open)
    const statuses = [...new Set(after.statuses)]
    expect.soft(statuses, 'statuses of reads after the aborts').toEqual([200])
    expect.soft(statusOf(await pool.read()), 'status of a final read').toBe(200)
  } finally {
    await pool.close()
  }
})
