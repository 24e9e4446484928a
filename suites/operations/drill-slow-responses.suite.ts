/** Slow responses: a query that waits for a lock, and a disabled cache. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { CacheWorld } from '#gate/kit/cache/cache-world.ts'
import { lockTable, type TableLock } from '#gate/kit/fault/table-lock.ts'
import { durations, isAboutQuery } from '#gate/kit/postgres/log-lines.ts'
import { busySince, lastStatements } from '#gate/kit/postgres/statements.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { Outcome } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { type Cause, drill } from './drill.ts'

/** Longer than the threshold of any useful slow-query log. */
const holdMs = 2_000
const slowMs = 1_000
const thresholdMs = '500'
const reads = 20

/** A query waits for a lock; the log names the query and its duration. */
async function slowQuery(target: Target): Promise<Cause> {
  const running = await target.start(supported(target.config, { slowQueryMs: thresholdMs })).ready()
  const read = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const { url } = await target.database()
  const ask = () => running.try(running.readOf(record), { session: owner.session })
  let lock: TableLock | undefined
  let mark = 0
  let slow: Outcome | undefined
  const namesSlowQuery = (line: string) =>
    isAboutQuery(read.table)(line) && durations(line).some((ms) => ms > slowMs)
  return {
    name: 'query waiting for a lock',
    begin: async () => {
      mark = running.output.length
      lock = await lockTable(url, read.table)
      const reading = ask()
      await lock.waitForWaiters(1, 10_000)
      await sleep(holdMs)
      await lock.release()
      slow = await reading
    },
    hasSymptom: async () => (slow?.ms ?? 0) > slowMs,
    steps: {
      'the log names the query and its duration': async () =>
        running.logRecords(mark).some(({ text }) => namesSlowQuery(text)),
    },
    remedy: async () => await lock?.release(),
    isFixed: async () => {
      const { ok, ms } = await ask()
      return ok && ms < slowMs
    },
  }
}

/** Every permission check queries the database; the cache's metrics show it. */
async function cacheOff(target: Target): Promise<Cause> {
  const { figures } = target.config.cache ?? {}
  if (!figures) throw unverified({ missing: ['cache.figures'] })
  if (!target.config.endpoints?.metrics) throw unverified({ missing: ['endpoints.metrics'] })
  target.variable('cacheEnabled')
  const open = async (cacheEnabled: string) => {
    const world = await CacheWorld.open(target, supported(target.config, { cacheEnabled }))
    const [member] = await world.owner()
    if (!member) throw inconclusive('the owner belongs to no company')
    return { world, member }
  }
  let current = await open('false')
  const hits = async () => {
    const { running } = current.world
    return figures((await running.send(await running.endpoint('metrics'))).text).hits
  }
  /** The hits of several checks, and how many connections ran a query for them. */
  const observe = async () => {
    for (let each = 0; each < reads; each += 1) await current.world.check(current.member)
    const [hitsBefore, before] = [await hits(), await lastStatements(target)]
    for (let each = 0; each < reads; each += 1) await current.world.check(current.member)
    const queries = busySince(before, await lastStatements(target))
    return { hits: (await hits()) - hitsBefore, queries }
  }
  target.onClose(async () => current.world.close())
  return {
    name: 'cache disabled',
    begin: async () => {},
    hasSymptom: async () => (await observe()).queries > 0,
    steps: { "the cache's metrics show no hits": async () => (await observe()).hits === 0 },
    remedy: async () => {
      current.world.close()
      await current.world.running.stop(0)
      current = await open('true')
    },
    isFixed: async () => {
      const observed = await observe()
      return observed.queries === 0 && observed.hits === reads
    },
  }
}

check('operations.drill-slow-responses', async ({ target, evidence, expect }) => {
  await drill(await slowQuery(target), { evidence, expect })
  if (target.config.backing?.redis) await drill(await cacheOff(target), { evidence, expect })
  evidence.floor('cause', target.config.backing?.redis ? 2 : 1)
})
