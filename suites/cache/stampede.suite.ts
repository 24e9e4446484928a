/** When many requests miss one entry at once, each process loads it at most once. */

import { inconclusive } from '#gate/errors.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { lockTables, type TableLock } from '#gate/kit/fault/table-lock.ts'
import { check } from '#gate/run/check.ts'
import { statusOrError } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'

const crowd = 200
/** How long the number of waiting loads must stay the same. */
const stableMs = 1_000
const sendTimeoutMs = 25_000

async function tablesOf(target: Target): Promise<string[]> {
  const rows = await target.query(`select schemaname || '.' || tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`)
  return rows.map(({ name }) => String(name))
}

/** The number of loads in progress, once it has settled. */
async function countLoads(lock: TableLock): Promise<number> {
  const options = { stableMs, timeoutMs: 15_000, intervalMs: 25 }
  return await steadyCount('loads that wait for the database', () => lock.waiters(), options)
}

check('cache.stampede', async ({ target, evidence, expect }) => {
  const asked = 2
  const workers = target.config.settings?.workers === undefined ? {} : { workers: String(asked) }
  const world = await CacheWorld.open(target, workers)
  const [member] = await world.owner()
  if (!member) throw inconclusive('no company to check')
  const right = await world.warm(member)
  const { session } = member.person
  const spec = world.running.operation('permissions').request(member.company)
  const send = (timeoutMs = sendTimeoutMs) => world.running.try(spec, { session, timeoutMs })
  const url = (await target.database()).url
  const lock = await lockTables(url, await tablesOf(target))
  try {
    // The control: a cached check does not wait, so what waits below is a load of the entry.
    const cached = await send(5_000)
    if (!cached.ok) throw inconclusive('a cached check waits for the database too')
    await world.redis.del(world.key(member))
    const sent = Array.from({ length: crowd }, () => send())
    const loads = await countLoads(lock)
    await lock.release()
    const outcomes = await Promise.all(sent)
    const statuses = outcomes.map((outcome) => statusOrError(outcome))
    const processes = 'workers' in workers ? asked : world.running.process.pids().length
    for (const status of statuses) evidence.observe('check', { status })
    evidence.floor('check', crowd)
    evidence.observe('stampede', { crowd, loads, processes })
    evidence.floor('stampede', 1)
    expect
      .soft(loads, `loads of one entry (processes: ${processes})`)
      .toBeLessThanOrEqual(processes)
    const failed = statuses.filter((status) => status !== 200)
    expect.soft(failed, 'statuses of failed checks').toEqual([])
    expect.soft(await world.check(member), 'answer after the stampede').toBe(right)
  } finally {
    await lock.release()
    world.close()
  }
})
