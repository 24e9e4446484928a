/** Old connections are replaced, but never in the middle of a request. */

import { atLeast } from '#gate/contract/minimums.ts'
import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import type { Backend } from '#gate/kit/pool/backends.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'

const shortestSeconds = 1
/** A longer least age would make the check wait too long. */
const longestSeconds = 10
const pauseMs = 20

/** The times of the check, by the age at which the target replaces connections. */
function timesOf(recycleSeconds: number) {
  const ageMs = recycleSeconds * 1_000
  return {
    /** How long a request is held: past the age at which its connection becomes too old. */
    heldMs: ageMs + 1_000,
    /** How long requests are sent, one after the other. */
    steadyMs: 2 * ageMs + 1_500,
    /** Max age of a connection when it is used: twice the setting, for a busy machine. */
    maxAgeMs: 2 * ageMs,
  }
}

check('pool.recycle', async ({ target, evidence, expect }) => {
  target.variable('poolRecycle') // Unverified before any start.
  const least = atLeast(target.config, 'poolRecycle', shortestSeconds)
  const recycleSeconds = least > longestSeconds ? shortestSeconds : least
  const { heldMs, steadyMs, maxAgeMs } = timesOf(recycleSeconds)
  const pool = await SmallPool.open(target, { size: 1, overflow: 0, recycleSeconds })
  try {
    const inUse = await pool.whileLocked(async (lock) => {
      const read = pool.read()
      await lock.waitForWaiters(1, 10_000)
      await sleep(heldMs)
      await lock.release()
      return statusOf(await read)
    })
    evidence.observe('request past the age', { status: inUse, heldMs })
    evidence.floor('request past the age', 1)
    expect.soft(inUse, 'status of a request whose connection became too old').toBe(200)

    const used = new Map<number, Backend>()
    const statuses: number[] = []
    const untilMs = performance.now() + steadyMs
    while (performance.now() < untilMs) {
      statuses.push(statusOf(await pool.read()))
      for (const backend of await pool.backends.list()) {
        const known = used.get(backend.pid)
        if (!known || known.ageAtUseMs < backend.ageAtUseMs) used.set(backend.pid, backend)
      }
      await sleep(pauseMs)
    }
    evidence.observe('requests', { sent: statuses.length })
    // A pool that lost its connection answers few requests: these are judged before their number.
    const failed = statuses.filter((status) => status !== 200)
    expect.soft(failed, 'statuses of failed requests').toEqual([])
    if (failed.length === 0 && statuses.length < steadyMs / 200) {
      throw inconclusive(`only ${statuses.length} requests in ${steadyMs} ms: no steady traffic`)
    }
    for (const { pid, ageAtUseMs } of used.values()) {
      evidence.observe('connection', { pid, oldestUseMs: Math.round(ageAtUseMs) })
    }
    if (failed.length === 0) evidence.floor('connection', 1)
    const oldest = Math.max(...[...used.values()].map(({ ageAtUseMs }) => ageAtUseMs))
    expect.soft(oldest, 'max age of a connection when used (ms)').toBeLessThan(maxAgeMs)
  } finally {
    await pool.close()
  }
})
