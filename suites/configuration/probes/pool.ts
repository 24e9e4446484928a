/** The pool: how many connections it opens, how long requests wait, how old connections get. */
import { setTimeout as delay } from 'node:timers/promises'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { atLeast, type Minimums } from '#gate/contract/minimums.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { type TableLock, whileLocked } from '#gate/kit/fault/table-lock.ts'
import { about } from './alike.ts'
import { isCrowdedOut } from './crowded-out.ts'
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

const saturated = 'connections at saturation'

/** The pool to begin with, and a larger one: neither half of it alone makes the sum of both. */
function poolsOf(config: TargetConfig) {
  const smaller = {
    size: atLeast(config, 'poolSize', 2),
    overflow: atLeast(config, 'poolOverflow', 0) + 2,
  }
  return { smaller, larger: { size: smaller.size + 3, overflow: smaller.overflow + 2 } }
}

export const poolBound: SettingProbe = {
  name: 'pool bound',
  variables: ofSettings('poolSize', 'poolOverflow'),
  open: async (fixture) => {
    const { smaller, larger } = poolsOf(fixture.config)
    const processes = atLeast(fixture.config, 'workers', 1)
    const all = (larger.size + larger.overflow) * processes
    const less = String(smaller.overflow - 2)
    return {
      base: {
        poolSize: String(smaller.size),
        poolOverflow: String(smaller.overflow),
        poolTimeout: '20',
      },
      changes: [
        ...changeOf(fixture.config, 'poolSize', String(larger.size), [saturated], {
          value: String(larger.size),
          isShown: shows(saturated, all),
        }),
        ...changeOf(fixture.config, 'poolOverflow', less, [saturated], {
          value: String(larger.overflow),
          isShown: shows(saturated, all),
        }),
      ],
      observe: onReady(async (running) => {
        const read = running.operation('readRecord')
        const { owner, record } = await fixture.world(running)
        await running.try(running.readOf(record), { session: owner.session })
        return await whileLocked(fixture.databaseUrl, [read.table], async (lock) => {
          // More reads than any pool here has connections, however they are spread.
          const reads = Array.from({ length: processes * all + 3 }, () =>
            running.try(running.readOf(record), { session: owner.session }),
          )
          const connections = await settledWaiters(lock)
          await lock.release()
          await Promise.all(reads)
          return { [saturated]: connections }
        })
      }),
    }
  },
}

const stillWaiting = 'still waiting'
/** By how much longer a request waits with the longer timeout, in seconds. */
const longerSeconds = 3

export const poolTimeout: SettingProbe = {
  name: 'pool timeout',
  variables: ofSettings('poolTimeout'),
  open: async (fixture) => {
    const shorter = atLeast(fixture.config, 'poolTimeout', 1)
    const longer = shorter + longerSeconds
    const least = (name: keyof Minimums, value: number) => atLeast(fixture.config, name, value)
    // More reads than there can be connections.
    const more = (least('poolSize', 1) + least('poolOverflow', 0)) * least('workers', 1) + 2
    // A request that waits longer is not waiting for the pool timeout.
    const maxWaitMs = 1_000 * (longer + 2)
    return {
      base: { poolSize: '1', poolOverflow: '0', poolTimeout: String(shorter) },
      changes: changeOf(
        fixture.config,
        'poolTimeout',
        [String(longer), String(1_000 * longer)],
        ['seconds until a waiting request is refused'],
      ),
      observe: onReady(async (running) => {
        const read = running.operation('readRecord')
        const { owner, record } = await fixture.world(running)
        return await whileLocked(fixture.databaseUrl, [read.table], async (lock) => {
          const reads = Array.from({ length: more }, async () => {
            const outcome = await running.try(running.readOf(record), { session: owner.session })
            return outcome.ok && outcome.status >= 500 ? about(outcome.ms / 1000) : undefined
          })
          await lock.waitForWaiters(1, 5000)
          const refused = Promise.race(reads.map(async (each) => (await each) ?? 'not refused'))
          const refusal = await Promise.race([refused, delay(maxWaitMs, stillWaiting)])
          // Who waits before the pool shows nothing of the time that the pool lets them wait.
          const isHidden = refusal === stillWaiting && (await isCrowdedOut(running))
          await lock.release()
          await Promise.all(reads)
          return { 'seconds until a waiting request is refused': isHidden ? undefined : refusal }
        })
      }),
    }
  },
}

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
  open: async (fixture) => {
    const age = atLeast(fixture.config, 'poolRecycle', 1)
    // Longer than the shorter of the two settings, and much shorter than the other.
    const recycleMs = 1_000 * age + 1_500
    return {
      base: { poolSize: '1', poolOverflow: '0', poolRecycle: '3600' },
      changes: changeOf(fixture.config, 'poolRecycle', String(age), ['connection in use']),
      observe: onReady(async (running) => {
        const { owner, record } = await fixture.world(running)
        const first = await backends(fixture)
        const untilMs = performance.now() + recycleMs
        while (performance.now() < untilMs) {
          await running.try(running.readOf(record), { session: owner.session })
          const now = await backends(fixture)
          if (first.some((pid) => !now.includes(pid))) return { 'connection in use': 'replaced' }
          await delay(100) // Kept in use, so that an idle timeout cannot be the reason.
        }
        return { 'connection in use': first.length === 0 ? undefined : 'kept' }
      }),
    }
  },
}
