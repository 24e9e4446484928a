/** Responses are slow: a query that waits, and a cache that is off. */

import { inconclusive, unverified } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { CacheWorld } from '#gate/kit/cache/world.ts'
import { lockTable, type TableLock } from '#gate/kit/fault/table-lock.ts'
import { durations, isAboutQuery } from '#gate/kit/postgres/log-lines.ts'
import { busySince, lastStatements } from '#gate/kit/postgres/statements.ts'
import { check } from '#gate/run/check.ts'
import { supported } from '#gate/system/environment.ts'
import type { Outcome } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { type Cause, play } from './drill.ts'

/** Longer than the threshold of any log of slow queries that means something. */
const holdMs = 2_000
const slowMs = 1_000
const thresholdMs = '500'
const reads = 20

/** A query that waits for a lock: the log names it and how long it took. */
async function slowQuery(target: Target): Promise<Cause> {
  const running = await target.start(supported(target.config, { slowQueryMs: thresholdMs })).ready()
  const read = running.operation('readRecord')
  const { owner, record } = await makeWorld(target, running)
  const { url } = await target.database()
  const ask = () => running.try(read.request(record), { session: owner.session })
  let lock: TableLock | undefined
  let mark = 0
  let slow: Outcome | undefined
  const tells = (line: string) =>
    isAboutQuery(read.table)(line) && durations(line).some((ms) => ms > slowMs)
  return {
    name: 'a query waits',
    begin: async () => {
      mark = running.output.length
      lock = await lockTable(url, read.table)
      const reading = ask()
      await lock.bites(1, 10_000)
      await sleep(holdMs)
      await lock.release()
      slow = await reading
    },
    shows: async () => (slow?.ms ?? 0) > slowMs,
    steps: {
      'the log names the query and what it took': async () =>
        running.output.slice(mark).split('\n').some(tells),
    },
    remedy: async () => await lock?.release(),
    ended: async () => {
      const { ok, ms } = await ask()
      return ok && ms < slowMs
    },
  }
}

/** Every permission check asks the database, and the figures of the cache say so. */
async function cacheOff(target: Target): Promise<Cause> {
  const { figures } = target.config.cache ?? {}
  const path = target.config.endpoints?.metrics
  if (!figures) throw unverified({ missing: ['cache.figures'] })
  if (path === undefined) throw unverified({ missing: ['endpoints.metrics'] })
  target.variable('cacheEnabled')
  const open = async (cacheEnabled: string) => {
    const world = await CacheWorld.open(target, supported(target.config, { cacheEnabled }))
    const [member] = await world.owner()
    if (!member) throw inconclusive('there is no company to check')
    return { world, member }
  }
  let now = await open('true')
  const hits = async () =>
    figures((await now.world.running.send({ method: 'GET', path })).text).hits
  /** How many hits some checks were, and whether any of them asked the database. */
  const look = async () => {
    for (let each = 0; each < reads; each += 1) await now.world.check(now.member)
    const [told, before] = [await hits(), await lastStatements(target)]
    for (let each = 0; each < reads; each += 1) await now.world.check(now.member)
    const asked = busySince(before, await lastStatements(target))
    return { hits: (await hits()) - told, asked }
  }
  const restart = async (cacheEnabled: string) => {
    now.world.close()
    await now.world.running.stop(0)
    now = await open(cacheEnabled)
  }
  target.onClose(async () => now.world.close())
  return {
    name: 'the cache is off',
    begin: () => restart('false'),
    shows: async () => (await look()).asked > 0,
    steps: { 'the figures of the cache tell of no hit': async () => (await look()).hits === 0 },
    remedy: () => restart('true'),
    ended: async () => {
      const seen = await look()
      return seen.asked === 0 && seen.hits === reads
    },
  }
}

check('operations.drill-slow-responses', async ({ target, evidence, expect }) => {
  await play(await slowQuery(target), { evidence, expect })
  if (target.config.backing?.redis) await play(await cacheOff(target), { evidence, expect })
  evidence.floor('cause', target.config.backing?.redis ? 2 : 1)
})
