/** Migrations under steady traffic, without and with a long transaction in progress. */
import { randomBytes } from 'node:crypto'
import type { ExpectStatic } from 'vitest'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { constantArrivals } from '#gate/kit/traffic/arrivals.ts'
import { pace } from '#gate/kit/traffic/pacer.ts'
import { check } from '#gate/run/check.ts'
import type { WorkerContext } from '#gate/run/context.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { query } from '#gate/stack/postgres-session.ts'
import { quoteTable } from '#gate/stack/table-name.ts'
import type { CommandResult } from '#gate/system/command.ts'
import type { TargetCopy } from '#gate/system/copy.ts'
import { supported } from '#gate/system/environment.ts'
import { isWell } from '#gate/system/http.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { type Filled, fillTable, reshaped, smallMemory, tableShapes } from './filled-table.ts'
import { keptFromWrites, type LockWaits, migratorRole, watchLockWaits } from './lock-waits.ts'
import { duringLongTransaction } from './long-transaction.ts'
import { copyFor, difference, Migrator, migrationAdder, type Schema } from './migrator.ts'
import { lastLines } from './postgres-client.ts'

const maxWaitMs = 1_000
/** Longer than the allowed wait, so that a request that waits until the end fails the check. */
const heldMs = 3_000
/** A longer gap between samples means that the machine may have delayed the requests too. */
const maxGapMs = 500
const steady = constantArrivals({ ratePerSecond: 60, seconds: 120 })
const beforeMs = 1_000
const afterMs = 500
const minAnswers = 30
/** A read of one record takes no longer, however many there are. */
const slowReadMs = 1_000
/** For filling tables. */
const fillMs = { quick: 20_000, thorough: 45_000 }

interface Traffic {
  /** The table that it uses. */
  table: string
  send(index: number): ReturnType<Awaited<ReturnType<Target['running']>>['try']>
}

/** Reads of a record, alternating with writes of it if the target has that operation. */
async function trafficOf(target: Target, postgresUrl: string): Promise<Traffic> {
  const few = supported(target.config, { workers: '2' })
  const running = await target.start({ ...few, postgresUrl }).ready()
  const { owner, record } = await makeWorld(target, running)
  const read = running.readOf(record)
  const update = running.config.operations?.updateRecord
  const options = { session: owner.session, timeoutMs: 10_000 }
  return {
    table: running.operation('readRecord').table,
    send: (index) => {
      const write = index % 2 === 1 ? update?.request(record, `preflight-${index}`) : undefined
      return running.try(write ?? read, options)
    },
  }
}

interface Phase {
  exitCode: number | null
  output: string
  seconds: number
  waits: LockWaits
  requests: { sent: number; ok: number; longestMs: number }
  /** The migrator's exit code, if it ended while the long transaction was open. */
  exitCodeDuring?: number | null
}

/** Waits until the migrator waits or ends, then keeps the long transaction open for a while. */
async function holdTransaction(migrating: Promise<CommandResult>, waits: () => LockWaits) {
  let ended: CommandResult | undefined
  const conclude = migrating.then((result) => {
    ended = result
  })
  const options = { timeoutMs: 20_000, intervalMs: 10 }
  const under = async () => ended || waits().maxWaitOfMigratorMs > 0 || undefined
  await waitFor('the migrator to wait for a lock or exit', under, options).catch(
    ifTimedOut(() => undefined),
  )
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
    let exitCodeDuring: number | null | undefined
    const begun: Promise<CommandResult>[] = []
    const begin = () => {
      const migrating = migrate()
      begun.push(migrating)
      return migrating
    }
    if (isHeld) {
      await duringLongTransaction(url, async () => {
        exitCodeDuring = await holdTransaction(begin(), () => watch.observed)
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
    const output = lastLines(result)
    const during = exitCodeDuring === undefined ? {} : { exitCodeDuring }
    return { exitCode, output, seconds, waits: { ...watch.observed }, requests: counts, ...during }
  } finally {
    end.abort()
    await watch.end()
  }
}

/** The database's URL with the migrator's own role, so that its sessions can be identified. */
async function migratorUrl(url: string): Promise<{ url: string; password: string }> {
  const password = randomBytes(18).toString('base64url')
  await query(url, `create role ${migratorRole} superuser login password '${password}'`)
  const withRole = new URL(url)
  withRole.username = migratorRole
  withRole.password = password
  return { url: withRole.href, password }
}

/** Schema changes of a migration that failed. */
function leftovers({ exitCode }: Phase, before: Schema, after: Schema): string {
  return exitCode === 0 || after.dump === before.dump ? '' : difference(before, after)
}

interface MigrationContext {
  /** Tables with as many rows as a lock has to last for to be noticed. Default: none. */
  filled?: readonly Filled[]
  target: Target
  migrator: Migrator
  traffic: Traffic
  url: string
  copy?: TargetCopy
  context: WorkerContext
  evidence: Evidence
  expect: ExpectStatic
}

async function judge(name: string, isHeld: boolean, migration: MigrationContext) {
  const { migrator, traffic, url, copy, filled = [], evidence, expect } = migration
  const before = await migrator.schema()
  const phase = await underTraffic(traffic, url, isHeld, () => migrator.run('migrate', copy))
  evidence.observe('migration', { name, ...phase })
  if (phase.requests.ok < minAnswers) {
    throw inconclusive(`only ${phase.requests.ok} requests succeeded during the migration`)
  }
  const { maxWaitBehindMigratorMs: waitMs, maxGapMs: gapMs } = phase.waits
  if (waitMs >= maxWaitMs && gapMs > maxGapMs) {
    throw inconclusive(`the machine is overloaded: no sample of lock waits for ${gapMs} ms`)
  }
  expect.soft(waitMs, `longest lock wait behind ${name} (ms)`).toBeLessThan(maxWaitMs)
  // The traffic uses some tables: those of other requests are kept from them as well.
  for (const { table, ms } of keptFromWrites(phase.waits, filled)) {
    expect
      .soft(ms, `time for which ${name} keeps writes from ${table} (ms)`)
      .toBeLessThan(maxWaitMs)
  }
  const left = leftovers(phase, before, await migrator.schema())
  expect.soft(left, `schema changes left by ${name} after it failed`).toBe('')
  return phase
}

/** PostgreSQL leaves out the schema of a table that the search path finds. */
function isSameTable(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.replaceAll('"', '').split('.').at(-1))
  return a === b
}

/** Adds a migration that alters the table under traffic to a copy of the target, and judges it. */
async function judgeAdded(migration: MigrationContext, table: string): Promise<void> {
  const { target, context } = migration
  const copy = await copyFor(target, context)
  try {
    const sql = `ALTER TABLE ${quoteTable(table)} ADD COLUMN preflight_added integer;`
    const { file, text } = migrationAdder(target)(1, sql)
    await copy.add(file, text)
    const place = { ...migration, copy }
    const phase = await judge('an added column during a long transaction', true, place)
    // While the transaction is open, the migration has to wait, retry or give up.
    if (phase.exitCodeDuring === 0) {
      throw inconclusive('the long transaction did not block the migration')
    }
  } finally {
    await copy.remove()
  }
}

interface Filling {
  filled: Filled[]
  /** Why the busiest table could not be filled. */
  gap?: string
}

/** Fills a table, unless it takes no copies or requests get slow by them; says why not. */
async function fillForReads(migration: MigrationContext, table: string, budgetMs: number) {
  const { traffic, url, evidence } = migration
  const usual = await traffic.send(0)
  const options = { lockMs: maxWaitMs, budgetMs }
  const one = await fillTable(url, table, options).catch((cause) => messageOf(cause))
  if (typeof one === 'string') return one
  const { undo, ...seen } = one
  const { ms, ok } = await traffic.send(0)
  evidence.observe('filled table', { ...seen, readMs: ms, usualMs: usual.ms })
  if (ok && ms < slowReadMs + usual.ms) return one
  // A target that reads the whole table would be measured instead of its migration.
  await undo()
  return `operations.readRecord takes ${Math.round(ms)} ms with ${one.rows} rows`
}

/**
 * Rolls the newest migration back, fills the tables that it changes and the one that the traffic
 * uses, and judges it when it is applied again.
 */
async function judgeNewest(migration: MigrationContext, busiest: string, budgetMs: number) {
  const { migrator, url, evidence } = migration
  const after = await tableShapes(url)
  await migrator.mustRun('rollback')
  const changed = reshaped(await tableShapes(url), after)
  const tables = [busiest, ...changed.filter((table) => !isSameTable(table, busiest))]
  const filling: Filling = { filled: [] }
  for (const table of tables) {
    const one = await fillForReads(migration, table, budgetMs / tables.length)
    if (typeof one !== 'string') filling.filled.push(one)
    else evidence.observe('table left as it is', { table, why: one })
    // What the traffic uses has to be filled; another table may have no row to copy.
    if (typeof one === 'string' && table === busiest) filling.gap = one
  }
  await judge('the newest migration', false, { ...migration, filled: filling.filled })
  return filling
}

/** Says if the tables were too small to tell; asked last, as a failure counts more. */
function assertFilled({ filled, gap }: Filling): void {
  if (gap !== undefined) throw inconclusive(`the busiest table could not be filled: ${gap}`)
  const small = filled.find(({ indexMs }) => indexMs <= maxWaitMs)
  if (!small) return
  const { table, rows, indexMs } = small
  throw inconclusive(`an index on ${rows} rows of ${table} takes only ${indexMs} ms here`)
}

check(
  'database.migrate-under-load',
  async ({ target, stack, context, redactor, quick, evidence, expect }) => {
    target.command('migrate')
    const { commands, migrations, operations } = target.config
    const table = migrations?.add && operations?.readRecord?.table
    // If none can be added, the newest is rolled back and applied again.
    if (table === undefined) target.command('rollback')
    const postgres = await stack.dedicated('postgres', { settings: smallMemory })
    try {
      const url = await target.databaseOn(postgres.server)
      const traffic = await trafficOf(target, url)
      const withRole = await migratorUrl(url)
      redactor.add("the migrator's password", withRole.password)
      const migrator = await Migrator.on(target, withRole.url, context)
      const shared = { target, context, evidence, expect }
      const migration: MigrationContext = { ...shared, migrator, traffic, url }
      const budgetMs = quick ? fillMs.quick : fillMs.thorough
      const filling: Filling = commands?.rollback
        ? await judgeNewest(migration, traffic.table, budgetMs)
        : { filled: [] }
      if (table === undefined) {
        await migrator.mustRun('rollback')
        await judge('the newest migration during a long transaction', true, migration)
      } else {
        await judgeAdded(migration, table)
      }
      evidence.floor('migration', commands?.rollback ? 2 : 1)
      assertFilled(filling)
    } finally {
      await postgres.remove()
    }
  },
)
