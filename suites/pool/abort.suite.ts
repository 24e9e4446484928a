/** Clients that disconnect while they wait for a connection, or during a query, leak none. */

import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'

const rounds = 2
const abortsPerRound = 100
/** Of these, at least so many wait for a connection, however many the target can open. */
const minWaiting = 50
/** How long the target may take to finish aborted requests; longer if its requests do. */
const drainMs = 10_000
const maxDrainMs = 60_000

/** Reads and, if the contract has them, writes in turn: a write leaves a transaction behind. */
function requestsOf(pool: SmallPool, name: () => string) {
  const { running, world } = pool
  const create = running.config.operations?.createRecord
  const { session } = world.owner
  const send = (index: number, signal: AbortSignal) => {
    if (!create || index % 2 === 0) return pool.read({ signal })
    return running.try(create.request(world.company, name()), { session, signal })
  }
  return (count: number, signal: AbortSignal) =>
    Array.from({ length: count }, (_, index) => send(index, signal))
}

/** Holds every connection, sends more requests that wait for one, and aborts them all. */
async function abortAll(
  pool: SmallPool,
  { usable, name, evidence }: { usable: number; name: () => string; evidence: Evidence },
): Promise<void> {
  const send = requestsOf(pool, name)
  await pool.whileLocked(async (lock) => {
    const client = new AbortController()
    const querying = send(usable, client.signal)
    // Fewer if earlier aborts leaked connections: the capacity afterwards shows that.
    const held = await lock.waitForWaiters(usable, 3_000).catch(() => lock.waiters())
    const waiting = send(Math.max(minWaiting, abortsPerRound - usable), client.signal)
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

/**
 * Waits for the first read that is answered again. Work for clients that have gone is no leak, and
 * takes as long as the requests do: a password that is hashed for each, say.
 */
async function untilAnswered(pool: SmallPool, readMs: number): Promise<void> {
  const timeoutMs = Math.min(maxDrainMs, Math.max(drainMs, rounds * abortsPerRound * readMs))
  const isAnswered = async () => (statusOf(await pool.read()) === 200 ? true : undefined)
  await waitFor('a read', isAnswered, { timeoutMs, intervalMs: 50 }).catch(
    ifTimedOut(() => undefined),
  )
}

check('pool.released-on-abort', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, { size: 10, overflow: 10, timeoutSeconds: 5 })
  try {
    const before = await pool.capacity()
    evidence.observe('capacity before', before)
    // A target that starts slowly is given as long to settle: some reads may wait in vain by then.
    const right = [200, ...pool.running.statuses.overloaded]
    if (before.statuses.some((status) => !right.includes(status))) {
      throw inconclusive(`reads before the aborts answered ${[...new Set(before.statuses)]}`)
    }
    const { usable } = before
    const startMs = performance.now()
    await pool.read()
    const readMs = performance.now() - startMs
    let names = 0
    const name = () => {
      names += 1
      return `preflight-aborted-${names}`
    }
    for (let round = 0; round < rounds; round += 1) {
      await abortAll(pool, { usable, name, evidence })
      evidence.floor('aborted while querying', Math.min(usable, 10))
      evidence.floor('aborted while waiting', minWaiting)
      const states = (await pool.backends.rest(drainMs)).map(({ state }) => state)
      evidence.observe('connections after the aborts', { states })
      const busy = states.filter((state) => state !== 'idle').length
      expect.soft(busy, 'connections not idle after the aborts').toBe(0)
      // A transaction that stays open has locks, so that nothing more can be held.
      if (busy > 0) return
    }
    await untilAnswered(pool, readMs)
    const after = await pool.capacity(before.usable)
    evidence.observe('capacity after', after)
    evidence.floor('capacity after', 1)
    const leaked = before.usable - after.usable
    expect.soft(leaked, 'leaked connections').toBeLessThanOrEqual(0)
    // Before, a slow target may not have opened all that it may.
    const mayOpen = Math.max(before.open, pool.bound * pool.workers)
    expect.soft(after.open, 'open connections').toBeLessThanOrEqual(mayOpen)
    const statuses = [...new Set(after.statuses)]
    expect.soft(statuses, 'statuses of reads after the aborts').toEqual([200])
    expect.soft(statusOf(await pool.read()), 'status of a final read').toBe(200)
  } finally {
    await pool.close()
  }
})
