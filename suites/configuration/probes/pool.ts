/** The pool: how many connections it opens, how long a caller waits, how old one gets. */
import { setTimeout as delay } from 'node:timers/promises'
import { waitFor } from '#gate/host/process/wait.ts'
import { lockTable, type TableLock } from '#gate/kit/fault/table-lock.ts'
import { about } from './alike.ts'
import type { ProbeFixture } from './probe-fixture.ts'
import { changeOf, ofSettings, onReady, type SettingProbe } from './setting-probe.ts'

/** For so long nothing may change: a busy machine takes its time to open a connection. */
const looks = 15
const lookIntervalMs = 100

/** The backends that wait for the lock, once their number stays the same for some looks. */
async function settledWaiters(lock: TableLock): Promise<number> {
  let seen: number[] = []
  return await waitFor(
    'the number of backends that wait for the lock stays the same',
    async () => {
      const count = await lock.waiters()
      seen = seen.at(-1) === count ? [...seen, count] : [count]
      return seen.length >= looks && count > 0 ? count : undefined
    },
    { timeoutMs: 15_000, intervalMs: lookIntervalMs },
  )
}

/** More reads than any of the pools tried has connections. */
const burst = 12

export const poolBound: SettingProbe = {
  name: 'pool bound',
  variables: ofSettings('poolSize', 'poolOverflow'),
  open: async (fixture) => ({
    base: { poolSize: '2', poolOverflow: '2', poolTimeout: '20' },
    changes: [
      ...changeOf(fixture.config, 'poolSize', '5', ['connections at saturation']),
      ...changeOf(fixture.config, 'poolOverflow', '0', ['connections at saturation']),
    ],
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      await running.try(read.request(record), { session: owner.session })
      const lock = await lockTable(fixture.databaseUrl, read.table)
      try {
        const reads = Array.from({ length: burst }, () =>
          running.try(read.request(record), { session: owner.session }),
        )
        const connections = await settledWaiters(lock)
        await lock.release()
        await Promise.all(reads)
        return { 'connections at saturation': connections }
      } finally {
        await lock.release()
      }
    }),
  }),
}

/** A caller that waits for longer than this waits for something else. */
const longestWaitMs = 6_000

export const poolTimeout: SettingProbe = {
  name: 'pool timeout',
  variables: ofSettings('poolTimeout'),
  open: async (fixture) => ({
    base: { poolSize: '1', poolOverflow: '0', poolTimeout: '1' },
    changes: changeOf(fixture.config, 'poolTimeout', '4', ['seconds until a caller is refused']),
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      const lock = await lockTable(fixture.databaseUrl, read.table)
      try {
        const reads = [1, 2, 3].map(async () => {
          const outcome = await running.try(read.request(record), { session: owner.session })
          return outcome.ok && outcome.status >= 500 ? about(outcome.ms / 1000) : undefined
        })
        await lock.bites(1, 5000)
        const refused = Promise.race(reads.map(async (each) => (await each) ?? 'not refused'))
        const refusal = await Promise.race([refused, delay(longestWaitMs, 'waits for longer')])
        await lock.release()
        await Promise.all(reads)
        return { 'seconds until a caller is refused': refusal }
      } finally {
        await lock.release()
      }
    }),
  }),
}

/** Longer than the shorter of the two ages, and much shorter than the other. */
const recycleMs = 2_500

/** The backends of the fixture's database that are not ours. */
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
    changes: changeOf(fixture.config, 'poolRecycle', '1', ['a used connection']),
    observe: onReady(async (running) => {
      const read = running.operation('readRecord')
      const { owner, record } = await fixture.world(running)
      const first = await backends(fixture)
      const untilMs = performance.now() + recycleMs
      while (performance.now() < untilMs) {
        await running.try(read.request(record), { session: owner.session })
        const now = await backends(fixture)
        if (first.some((pid) => !now.includes(pid))) return { 'a used connection': 'is replaced' }
        await delay(100) // It is used again and again, so that idleness cannot be why it goes.
      }
      return { 'a used connection': first.length === 0 ? undefined : 'stays' }
    }),
  }),
}
