/** Requests that fail or are refused, and statements that are cancelled, leak no connection. */

import { inconclusive } from '#gate/errors.ts'
import { type FailingAt, failWrites } from '#gate/kit/fault/failing-writes.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { cancelKinds } from './cancelled-kinds.ts'
import { sendRefused } from './refused-requests.ts'
import { deletionsOf, type Write, writesOf } from './writes.ts'

/** Sends each write as often as there are connections, while every write fails. */
async function provoke(pool: SmallPool, writes: Write[], at: FailingAt, evidence: Evidence) {
  const fault = await failWrites(pool.url, at)
  try {
    const attempts = writes.flatMap(({ name, request, session }) =>
      Array.from({ length: pool.bound }, async () => {
        const outcome = await pool.running.try(request(), { session, timeoutMs: 15_000 })
        return { name, status: statusOf(outcome), ...(outcome.ok ? {} : { error: outcome.error }) }
      }),
    )
    for (const attempt of await Promise.all(attempts)) {
      const failed = attempt.status === 0 || attempt.status >= 400
      evidence.observe(failed ? `failed ${at}` : 'write that did not fail', attempt)
    }
  } finally {
    await fault.undo()
  }
}

/** Cancels reads that wait for a lock, one for each connection. */
async function cancelAll(pool: SmallPool, usable: number, evidence: Evidence): Promise<void> {
  await pool.whileLocked(async (lock) => {
    const reads = pool.reads(usable)
    await lock.waitForWaiters(usable, 10_000)
    const cancelled = await pool.backends.cancel()
    const statuses = (await Promise.all(reads)).map(statusOf)
    for (const status of statuses.slice(0, cancelled)) {
      evidence.observe('cancelled statement', { status })
    }
  })
}

check('pool.released-on-error', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, { size: 2, overflow: 2, timeoutSeconds: 2 })
  try {
    const writes = [...(await writesOf(pool)), ...(await deletionsOf(pool))]
    for (const { name, request, session } of writes) {
      const { status } = await pool.running.send(request(), { session })
      if (status >= 400) throw inconclusive(`${name} answered ${status} before any fault`)
    }
    const processes = processesOf(pool.running)
    const before = await pool.capacity()
    evidence.observe('capacity before', before)
    await provoke(pool, writes, 'statement', evidence)
    await provoke(pool, writes, 'commit', evidence)
    await sendRefused(pool, evidence)
    await cancelAll(pool, before.usable, evidence).catch((problem: unknown) => {
      // If the pool is drained by now, nothing can be cancelled: the capacity shows that.
      evidence.observe('nothing to cancel', { problem: String(problem) })
    })
    await cancelKinds(pool, evidence).catch((problem: unknown) => {
      evidence.observe('nothing to cancel', { problem: String(problem) })
    })
    evidence.floor('failed statement', pool.bound)
    evidence.floor('failed commit', pool.bound)
    evidence.floor('refused request', pool.bound)

    const rest = await pool.backends.rest(3_000)
    const states = rest.map(({ state }) => state)
    evidence.observe('connections after the failures', { states })
    const ended = endedSince(processes, pool.running)
    expect.soft(ended, 'processes that exited after a failed statement').toEqual([])
    const open = states.filter((state) => state.startsWith('idle in transaction'))
    expect.soft(open.length, 'connections left idle in transaction').toBe(0)
    const after = await pool.capacity(before.usable)
    evidence.observe('capacity after', after)
    evidence.floor('capacity after', 1)
    const leaked = before.usable - after.usable
    expect.soft(leaked, 'leaked connections').toBeLessThanOrEqual(0)
    const statuses = [...new Set(after.statuses)]
    expect.soft(statuses, 'statuses of reads after the failures').toEqual([200])
  } finally {
    await pool.close()
  }
})
