/** Under saturation a process uses its whole pool, and not one connection more. */

import { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'
import { otherKinds } from './other-kinds.ts'
import { saturate, servingProcesses, sustainedMax, watch } from './saturation.ts'

const processes = 2
const small = { size: 3, overflow: 2, workers: processes, timeoutSeconds: 10 }
/** Fewer samples do not cover a saturation. */
const minSamples = 8

check('pool.bounded', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, small)
  const observer = await watch(pool)
  try {
    const { full } = await saturate(pool, observer, { processes, evidence })
    await Promise.all(pool.reads(4 * processes * pool.bound)) // Also while they change users.
    // Some may have connections beside the pool.
    for (const { name, send } of await otherKinds(pool)) {
      const sent = await send(processes * pool.bound)
      evidence.observe('other requests', { name, sent: sent.length })
    }
    const ready = await pool.running.endpointIfAny('ready')
    if (ready) await pool.running.try(ready)
    await observer.stop()
    for (const { byProcess, total } of observer.samples) {
      evidence.observe('sample', { byProcess, total })
    }
    evidence.floor('sample', minSamples)
    const owners = Object.keys(full.byProcess).length
    const max = sustainedMax(observer.samples)
    expect.soft(max, 'max connections of one process').toBeLessThanOrEqual(pool.bound)
    const total = `PostgreSQL backends (processes: ${owners}, at most ${pool.bound} each)`
    expect.soft(full.total, total).toBeLessThanOrEqual(pool.bound * owners)
  } finally {
    await observer.stop()
    await pool.close()
  }
})

check('pool.reaches-bound', async ({ target, evidence, expect }) => {
  const pool = await SmallPool.open(target, small)
  const observer = await watch(pool)
  try {
    const saturation = await saturate(pool, observer, { processes, evidence })
    const serving = servingProcesses(saturation)
    for (const pid of serving) {
      const held = saturation.full.byProcess[pid] ?? 0
      evidence.observe('process', { held, bound: pool.bound })
      expect
        .soft(held, 'connections of a process under saturation')
        .toBeGreaterThanOrEqual(pool.bound)
    }
    evidence.floor('process', 1)
    const usable = pool.bound * serving.length
    const { inUse } = saturation
    const all = `connections in use at once (processes: ${serving.length})`
    expect.soft(inUse, all).toBeGreaterThanOrEqual(usable)
  } finally {
    await observer.stop()
    await pool.close()
  }
})
