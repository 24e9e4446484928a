/** Migrations under steady traffic, once beside nothing and once beside a long transaction. */
import { randomBytes } from 'node:crypto'
import { Client, escapeIdentifier } from 'pg'
import { expect } from 'vitest'
import { inconclusive } from '#gate/errors.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { CommandResult } from '#gate/system/command.ts'
import { supported } from '#gate/system/environment.ts'
import { isWell } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { type LockWaits, migratorRole, watchLockWaits } from './lock-waits.ts'
import { copyFor, difference, Migrator, migrationAdder, type Schema } from './migrator.ts'
import { lastWords, rowsOf } from './postgres-client.ts'

const longestWaitMs = 1_000
/** Longer than the longest wait that is allowed, so that who waits for its end waits too long. */
const heldMs = 3_000
/** A machine that did not look for so long may have made others wait as well. */
const longestGapMs = 500
const steady = constantArrivals({ ratePerSecond: 60, seconds: 120 })
const beforeMs = 1_000
const afterMs = 500
const leastAnswers = 30

interface Traffic {
  send(index: number): ReturnType<Awaited<ReturnType<Target['running']>>['try']>
}

/** Reads of a record, and where the target has it every other one a write of the same. */
async function trafficOf(target: Target, postgresUrl: string): Promise<Traffic> {
  const few = supported(target.config, { workers: '2' })
  const running = await target.start({ ...few, postgresUrl }).ready()
  const { owner, record } = await makeWorld(target, running)
  const read = running.operation('readRecord').request(record)
  const update = running.config.operations?.updateRecord
  const options = { session: owner.session, timeoutMs: 10_000 }
  return {
    send: (index) => {
      const write = index % 2 === 1 ? update?.request(record, `preflight-${index}`) : undefined
      return running.try(write ?? read, options)
    },
  }
}

/**
 * Runs `work` while a transaction is open that has read and written every table, as a report or a
 * batch does. It stands in nobody's way but of who wants a table for itself.
 */
async function besideLongTransaction<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'preflight-fault' })
  await client.connect()
  try {
    const tables = await rowsOf<{ schema: string; name: string }>(
      url,
      `select schemaname as schema, tablename as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const names = tables.map((t) => `${escapeIdentifier(t.schema)}.${escapeIdentifier(t.name)}`)
    await client.query('begin')
    await client.query(`lock table ${names.join(', ')} in row exclusive mode`)
    return await work()
  } finally {
    await client.end()
  }
}

interface Phase {
  exitCode: number | null
  said: string
  seconds: number
  waits: LockWaits
  requests: { sent: number; ok: number; longestMs: number }
  /** Whether the migrator had ended while the long transaction was open, and how. */
  endedBeside?: number | null
}

/** Waits for what the migrator does beside the long transaction, and lets it last a while. */
async function holdOut(migrating: Promise<CommandResult>, waits: () => LockWaits) {
  let ended: CommandResult | undefined
  const conclude = migrating.then((result) => {
    ended = result
  })
  const options = { timeoutMs: 20_000, intervalMs: 10 }
  const under = async () => ended || waits().longestOfMigratorMs > 0 || undefined
  await waitFor('the migrator waits, or ends', under, options).catch(() => undefined)
  if (!ended) await Promise.race([conclude, sleep(heldMs)])
  return ended?.exitCode
}

/** One migration under traffic; `migrate` runs it. */
async function underTraffic(
  traffic: Traffic,
  url: string,
  isHeld: boolean,
  migrate: () => Promise<CommandResult>,
): Promise<Phase> {
  const end = new AbortController()
  const paced = pace(steady, (index) => traffic.send(index), end.signal)
  const watch = await watchLockWaits(url)
  try {
    await sleep(beforeMs)
    let endedBeside: number | null | undefined
    const begun: Promise<CommandResult>[] = []
    const begin = () => {
      const migrating = migrate()
      begun.push(migrating)
      return migrating
    }
    if (isHeld) {
      await besideLongTransaction(url, async () => {
        endedBeside = await holdOut(begin(), () => watch.seen)
      })
    }
    const result = await (begun[0] ?? begin())
    await sleep(afterMs)
    end.abort()
    const { requests } = await paced
    const ok = requests.filter(({ outcome }) => isWell(outcome)).length
    const longestMs = Math.round(Math.max(...requests.map((r) => r.endMs - r.plannedMs)))
    const { exitCode, seconds } = result
    const counts = { sent: requests.length, ok, longestMs }
    const said = lastWords(result)
    const beside = endedBeside === undefined ? {} : { endedBeside }
    return { exitCode, said, seconds, waits: { ...watch.seen }, requests: counts, ...beside }
  } finally {
    end.abort()
    await watch.end()
  }
}

/** The same database by a role of its own, so that the migrator's connections can be told apart. */
async function migratorUrl(url: string): Promise<{ url: string; password: string }> {
  const password = randomBytes(18).toString('base64url')
  await rowsOf(url, `create role ${migratorRole} superuser login password '${password}'`)
  const own = new URL(url)
  own.username = migratorRole
  own.password = password
  return { url: own.href, password }
}

/** A migration that was not applied leaves everything as it was. */
function leftovers({ exitCode }: Phase, before: Schema, after: Schema): string {
  return exitCode === 0 || after.dump === before.dump ? '' : difference(before, after)
}

interface Scene {
  target: Target
  migrator: Migrator
  traffic: Traffic
  url: string
  context: WorkerContext
  evidence: Evidence
}

async function judge(name: string, isHeld: boolean, scene: Scene, folder?: string) {
  const { migrator, traffic, url, evidence } = scene
  const before = await migrator.schema()
  const run = () => migrator.run('migrate', folder)
  const phase = await underTraffic(traffic, url, isHeld, run)
  evidence.observe('migration', { name, ...phase })
  if (phase.requests.ok < leastAnswers) throw inconclusive(`${phase.requests.ok} answers`)
  const { longestBehindMigratorMs, longestGapMs: gapMs } = phase.waits
  if (longestBehindMigratorMs >= longestWaitMs && gapMs > longestGapMs) {
    throw inconclusive(`nobody looked for ${gapMs} ms: the machine is busy`)
  }
  const what = `ms that a request waited for a lock behind ${name}`
  expect.soft(longestBehindMigratorMs, what).toBeLessThan(longestWaitMs)
  const left = leftovers(phase, before, await migrator.schema())
  expect.soft(left, `what ${name} left after it gave up`).toBe('')
  return phase
}

/** A migration that needs the table which the traffic reads, added to a copy of the target. */
async function judgeAdded(scene: Scene, table: string): Promise<void> {
  const { target, context } = scene
  const copy = await copyFor(target, context)
  try {
    const sql = `ALTER TABLE ${table} ADD COLUMN preflight_added integer;`
    const { file, text } = migrationAdder(target)(1, sql)
    await copy.add(file, text)
    const name = 'an added column beside a long transaction'
    const phase = await judge(name, true, scene, copy.folder)
    // It cannot have the table while the transaction is open: it waits, tries again or gives up.
    if (phase.endedBeside === 0) throw inconclusive('the long transaction was in nobody’s way')
  } finally {
    await copy.remove()
  }
}

check('database.migrate-under-load', async ({ target, stack, context, redactor, evidence }) => {
  target.command('migrate')
  const { commands, migrations, operations } = target.config
  const table = migrations?.add && operations?.readRecord?.table
  // Without a way to add one, its newest is taken back and applied again.
  if (table === undefined) target.command('rollback')
  const postgres = await stack.dedicated('postgres', {})
  try {
    const url = await target.databaseOn(postgres.server)
    const traffic = await trafficOf(target, url)
    const own = await migratorUrl(url)
    redactor.add("the migrator's password", own.password)
    const migrator = await Migrator.on(target, own.url, context)
    const scene: Scene = { target, migrator, traffic, url, context, evidence }
    if (commands?.rollback) {
      await migrator.must('rollback')
      await judge('the newest migration', false, scene)
    }
    if (table === undefined) {
      await migrator.must('rollback')
      await judge('the newest migration beside a long transaction', true, scene)
    } else {
      await judgeAdded(scene, table)
    }
    evidence.floor('migration', commands?.rollback ? 2 : 1)
  } finally {
    await postgres.remove()
  }
})
