/** After the server has terminated every connection, idle or busy, requests work again. */

import { openPath } from '#gate/kit/fault/path.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { endedSince, processesOf } from '#gate/kit/pool/target-processes.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { cutInTransactions } from './cut-in-transaction.ts'
import { otherKinds } from './other-kinds.ts'

const maxFailures = 1

/** Sends one read per connection; returns how many failed. */
async function readOnEach(pool: SmallPool, count: number, state: string, evidence: Evidence) {
  const statuses = (await Promise.all(pool.reads(count))).map(statusOf)
  for (const status of statuses) {
    evidence.observe(`read after terminating ${state} connections`, { status })
  }
  return statuses.filter((status) => status !== 200).length
}

/**
 * For every kind of request but the read: sends some, so that they have their connections,
 * terminates all, and sends them again. A kind that fails before has no say.
 */
async function kindsAfterIdle(pool: SmallPool, usable: number) {
  const isFailure = (status: number) => status === 0 || status >= 500
  const found: { name: string; statuses: number[]; failed: number }[] = []
  for (const { name, send } of await otherKinds(pool)) {
    if ((await send(usable)).map(statusOf).some(isFailure)) continue
    await pool.backends.terminate()
    const statuses = (await send(usable)).map(statusOf)
    found.push({ name, statuses, failed: statuses.filter(isFailure).length })
  }
  return found
}

check('pool.survives-terminated', async ({ target, stack, evidence, expect }) => {
  target.variable('poolSize') // Unverified before a service is started.
  const { url } = await target.database()
  const toxiproxy = await stack.shared('toxiproxy')
  const path = await openPath(toxiproxy, { name: 'database', protocol: 'postgres', url })
  const pool = await SmallPool.open(target, { size: 3, overflow: 3, postgresUrl: path.url })
  try {
    const processes = processesOf(pool.running)
    const { usable } = await pool.capacity()
    const idle = await pool.backends.terminate()
    evidence.observe('terminated', { state: 'idle', connections: idle })
    const afterIdle = await readOnEach(pool, usable, 'idle', evidence)
    evidence.floor('read after terminating idle connections', usable)
    expect
      .soft(afterIdle, 'failed reads after terminating idle connections')
      .toBeLessThanOrEqual(maxFailures)

    const endedIdle = endedSince(processes, pool.running)
    expect.soft(endedIdle, 'processes that exited with their idle connections').toEqual([])

    for (const { name, statuses, failed } of await kindsAfterIdle(pool, usable)) {
      evidence.observe('requests after terminating idle connections', { name, statuses })
      const what = `failed requests of kind ${name} after terminating idle connections`
      expect.soft(failed, what).toBeLessThanOrEqual(maxFailures)
    }

    const cut = await pool.whileLocked(async (lock) => {
      const reads = pool.reads(usable)
      // Fewer if connections were lost with the termination: the reads below show that.
      await lock.waitForWaiters(usable, 10_000).catch(() => undefined)
      const busy = await pool.backends.terminate()
      evidence.observe('terminated', { state: 'busy', connections: busy })
      await lock.release()
      return (await Promise.all(reads)).map(statusOf)
    })
    evidence.observe('reads cut by the termination', { statuses: cut })
    const afterBusy = await readOnEach(pool, usable, 'busy', evidence)
    evidence.floor('read after terminating busy connections', usable)
    evidence.floor('terminated', 2)
    expect
      .soft(afterBusy, 'failed reads after terminating busy connections')
      .toBeLessThanOrEqual(maxFailures)
    const ended = endedSince(processes, pool.running)
    expect.soft(ended, 'processes that exited with their connections').toEqual([])

    for (const cut of await cutInTransactions(pool, path, url)) {
      const { state, terminated, reads, ended: exited } = cut
      evidence.observe('terminated in a transaction', cut)
      if (terminated === 0) continue
      const failed = reads.filter((status) => status !== 200).length
      const after = `failed reads after terminating connections ${state}`
      expect.soft(failed, after).toBeLessThanOrEqual(maxFailures)
      expect.soft(exited, `processes that exited with connections ${state}`).toBe(0)
    }
  } finally {
    await pool.close()
    await path.remove()
  }
})
