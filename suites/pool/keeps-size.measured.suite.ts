/** After a burst, overflow connections are closed, and as many as the pool size stay open. */

import { inconclusive } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { busiestProcess } from '#gate/kit/pool/observer.ts'
import { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import { saturate, waitForSample, watch } from './saturation.ts'

const small = { size: 2, overflow: 3, workers: 1 }
/** How long overflow may stay idle. pg-pool's default is 10 s, SQLAlchemy closes it at once. */
const maxIdleMs = { quick: 15_000, full: 60_000 }
/** The count must then stay at the size: this long, and half of the time it took to get there. */
const staysMs = 1_000

check('pool.keeps-size', async ({ target, quick, evidence, expect }) => {
  target.variable('poolOverflow') // Unverified before any start.
  const pool = await SmallPool.open(target, small)
  const observer = await watch(pool)
  try {
    const { full } = await saturate(pool, observer, { processes: 1, evidence })
    const peak = busiestProcess(full)
    if (peak <= pool.size) throw inconclusive(`the burst opened ${peak} connections: no overflow`)
    const restMs = performance.now()
    const waitMs = quick ? maxIdleMs.quick : maxIdleMs.full
    await waitForSample(observer, (sample) => busiestProcess(sample) <= pool.size, waitMs)
    const tookMs = performance.now() - restMs
    await sleep(staysMs + Math.min(tookMs, waitMs) / 2)
    const after = await observer.sample()
    evidence.observe('at rest', { peak, tookMs: Math.round(tookMs), after })
    evidence.floor('at rest', 1)
    // A process that the burst did not fill need not have opened so many.
    const filled = Object.entries(full.byProcess).filter(([, count]) => count > pool.size)
    const counts = filled.map(([pid]) => after.byProcess[Number(pid)] ?? 0)
    const what = `connections of the process ${Math.round(tookMs / 1000)} s after a burst`
    for (const count of counts) expect.soft(count, what).toBe(pool.size)
    const read = await pool.read()
    expect.soft(statusOrError(read), 'status of a final read').toBe(200)
  } finally {
    await observer.stop()
    await pool.close()
  }
})
