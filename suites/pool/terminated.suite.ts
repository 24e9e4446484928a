/** The server ends every connection: idle ones, and those whose statement runs. */

import { endedSince, processesOf } from '#gate/kit/pool/processes.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'

const mostFailures = 1

/** As many reads as there were connections; returns how many failed. */
async function readOnEach(pool: SmallPool, count: number, after: string, evidence: Evidence) {
  const statuses = (await Promise.all(pool.reads(count))).map(statusOf)
  for (const status of statuses) evidence.observe(`read after ${after}`, { status })
  return statuses.filter((status) => status !== 200).length
}

check('pool.survives-terminated', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, { size: 3, overflow: 3 })
  try {
    const processes = processesOf(pool.running)
    const { usable } = await pool.capacity()
    const idle = await pool.backends.terminate()
    evidence.observe('terminated', { state: 'idle', connections: idle })
    const afterIdle = await readOnEach(pool, usable, 'idle ones', evidence)
    evidence.floor('read after idle ones', usable)
    expect.soft(afterIdle, 'failed reads after idle ones').toBeLessThanOrEqual(mostFailures)

    const lost = await pool.whileLocked(async (lock) => {
      const reads = pool.reads(usable)
      await lock.waitForWaiters(usable, 10_000)
      const busy = await pool.backends.terminate()
      evidence.observe('terminated', { state: 'busy', connections: busy })
      await lock.release()
      return (await Promise.all(reads)).map(statusOf)
    })
    evidence.observe('reads that were cut', { statuses: lost })
    const afterBusy = await readOnEach(pool, usable, 'busy ones', evidence)
    evidence.floor('read after busy ones', usable)
    evidence.floor('terminated', 2)
    expect.soft(afterBusy, 'failed reads after busy ones').toBeLessThanOrEqual(mostFailures)
    const ended = endedSince(processes, pool.running)
    expect.soft(ended, 'processes that ended with their connections').toEqual([])
  } finally {
    await pool.close()
  }
})
