/** The pool: how many connections it opens, how long requests wait, how old connections get. */
import { setTimeout as delay } from 'node:timers/promises'
import { waitFor } from '#gate/host/process/wait.ts'
import { type TableLock, whileLocked } from '#gate/kit/fault/table-lock.ts'
import { about } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import { changeOf, ofSettings, onReady, type SettingProbe, shows } from './setting-probe.ts'

/** Equal samples in a row: a busy machine takes time to open a connection. */
const sampleCount = 15
const sampleIntervalMs = 100

/** The number of backends that wait for the lock, once it has settled. */
async function settledWaiters(lock: TableLock): Promise<number> {
  let samples: number[] = []
  return await waitFor(
    'a stable number of backends that wait for the lock',
    async () => {
      const count = await lock.waiters()
      samples = samples.at(-1) === count ? [...samples, count] : [count]
      return samples.length >= sampleCount && count > 0 ? count : undefined
    },
    { timeoutMs: 15_000, intervalMs: sampleIntervalMs },
  )
}

/** More reads than any pool here has connections. */
const burst = 12

const saturated = 'connections at saturation'
/** Neither of them alone makes the sum of both. */
const larger = { size: 5, overflow: 4 }

export const poolBound: SettingProbe = {
  name: 'pool bound',
  variables: ofSettings('poolSize', 'poolOverflow'),
  open: async (fixture) => ({
    base: { poolSize: '2', poolOverflow: '2', poolTimeout: '20' },
    changes: [
      ...changeOf(fixture.config, 'poolSize', String(larger.size), [saturated], {
        value: String(larger.size),
        isShown: shows(saturated, larger.size + larger.overflow),
      }),
      ...changeOf(fixture.config, 'poolOverflow', '0', [saturated], {
        value: String(larger.overflow),
        isShown: shows(saturated, larger.size + larger.overflow),
      }),
    ],
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      await running.try(read.request(record), { session: owner.session })
      return await whileLocked(fixture.databaseUrl, [read.table], async (lock) => {
        const reads = Array.from({ length: burst }, () =>
          running.try(read.request(record), { session: owner.session }),
        )
        const connections = await settledWaiters(lock)
        await lock.release()
        await Promise.all(reads)
        return { [saturated]: connections }
      })
    }),
  }),
}

/** A request that waits longer than this is not waiting for the pool timeout. */
const maxWaitMs = 6_000

export const poolTimeout: SettingProbe = {
  name: 'pool timeout',
  variables: ofSettings('poolTimeout'),
  open: async (fixture) => ({
    base: { poolSize: '1', poolOverflow: '0', poolTimeout: '1' },
    changes: changeOf(
      fixture.config,
      'poolTimeout',
      ['4', '4000'],
      ['seconds until a waiting request is refused'],
    ),
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      return await whileLocked(fixture.databaseUrl, [read.table], async (lock) => {
        const reads = [1, 2, 3].map(async () => {
          const outcome = await running.try(read.request(record), { session: owner.session })
          return outcome.ok && outcome.status >= 500 ? about(outcome.ms / 1000) : undefined
        })
        await lock.waitForWaiters(1, 5000)
        const refused = Promise.race(reads.map(async (each) => (await each) ?? 'not refused'))
        const refusal = await Promise.race([refused, delay(maxWaitMs, 'still waiting')])
        await lock.release()
        await Promise.all(reads)
        return { 'seconds until a waiting request is refused': refusal }
      })
    }),
  }),
}

/** Longer than the shorter of the two settings, and much shorter than the other. */
const recycleMs = 2_500

/** The target's backends in the fixture's database. */
async function backends(fixture: ProbeFixture): Promise<number[]> {
  const rows = await fixture.query(`select pid from pg_stat_activity
    where datname = current_database() and application_name not like 'preflight%'
      and pid <> pg_backend_pid()`)
  return rows.map(({ pid }) => Number(pid))
}

export const poolRecycle: SettingProbe = {
  name: 'pool recycle',
  variables: ofSettings('poolRecycle'),
  open: async (fixture) => ({
    base: { poolSize: '1', poolOverflow: '0', poolRecycle: '3600' },
    changes: changeOf(fixture.config, 'poolRecycle', '1', ['connection in use']),
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      const first = await backends(fixture)
      const untilMs = performance.now() + recycleMs
      while (performance.now() < untilMs) {
        await running.try(read.request(record), { session: owner.session })
        const now = await backends(fixture)
        if (first.some((pid) => !now.includes(pid))) return { 'connection in use': 'replaced' }
        await delay(100) // Kept in use, so that an idle timeout cannot be the reason.
      }
      return { 'connection in use': first.length === 0 ? undefined : 'kept' }
    }),
  }),
}
