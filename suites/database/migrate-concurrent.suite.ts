/** Two migrators at once, held until both are certain to have started. */
import { isDeepStrictEqual } from 'node:util'
import type { Client } from 'pg'
import type { ExpectStatic } from 'vitest'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import { withSession } from '#gate/stack/postgres-session.ts'
import type { CommandResult } from '#gate/system/command.ts'
import { comparableRows, numberedColumns, type Outcome, schemaDifference } from './compare-runs.ts'
import { Migrator, summaryOf } from './migrator.ts'
import { lastLines } from './postgres-client.ts'
import { rowsByTable } from './records.ts'

/** A connection of the database that is not the gate's. */
interface Session {
  pid: number
  /** Whether it waits for any lock. */
  waits: boolean
  /** Whether it waits for the gate's lock. */
  held: boolean
}

const sessionsSql = `select pid, wait_event_type is not distinct from 'Lock' as waits,
    $1 = any(pg_blocking_pids(pid)) as held
  from pg_stat_activity where datname = current_database()
    and backend_type = 'client backend' and application_name not like 'preflight%'`

/** Longer than two commands take to start. Waits outside of the database are not observed. */
const patienceMs = 30_000
/** The error of a migrator that timed out on our lock; the gate's servers log in English. */
const lockTimeout = /lock.?timeout|55P03|lock not available/i
/** Races without the gate's lock, if migrators gave up on it. */
const unheldRaces = 3
/** What differs from this many single migrators differs because two ran at once. */
const maxControls = 4

/**
 * Blocks every creation of a table or index while `work` runs; reads go on. A migrator without a
 * lock of its own has by then read that nothing is applied yet.
 */
async function whileNothingIsCreated<T>(
  url: string,
  work: (sessions: () => Promise<Session[]>) => Promise<T>,
): Promise<T> {
  const whileHeld = async (holder: Client) => {
    const { pid } = (await holder.query('select pg_backend_pid() as pid')).rows[0]
    await holder.query('begin')
    await holder.query('lock table pg_catalog.pg_class in share mode')
    // Outside of the transaction, in which pg_stat_activity would not change.
    const watch = async (watcher: Client) =>
      await work(async () => (await watcher.query<Session>(sessionsSql, [pid])).rows)
    return await withSession(url, watch, { application_name: 'preflight-watch' })
  }
  return await withSession(url, whileHeld, { application_name: 'preflight-fault' }).catch(
    (cause) => {
      throw inconclusive(`cannot hold two migrators at once: ${messageOf(cause)}`, cause)
    },
  )
}

interface Race {
  results: CommandResult[]
  /** The most migrator sessions that waited for a lock at once. */
  maxWaiting: number
  /** A migrator gave up on the gate's lock, as it may: the race proves nothing. */
  isDisturbed: boolean
}

/** Starts two, and lets them continue once both wait, one has ended, or the deadline passes. */
async function heldRace(migrator: Migrator): Promise<Race> {
  const running: Promise<CommandResult>[] = []
  const early: CommandResult[] = []
  const held = new Set<number>()
  let maxWaiting = 0
  let isDisturbed = false
  await whileNothingIsCreated(migrator.url, async (sessions) => {
    for (let count = 0; count < 2; count += 1) {
      const result = migrator.run('migrate')
      running.push(result)
      result.then((ended) => early.push(ended)).catch(() => {}) // Thrown when `running` is awaited.
    }
    const enough = async () => {
      const now = await sessions()
      for (const { pid } of now.filter((session) => session.held)) held.add(pid)
      maxWaiting = Math.max(maxWaiting, now.filter(({ waits }) => waits).length)
      // A session that the gate's lock held is gone: its migrator is the one that ended.
      if (early.length > 0) isDisturbed = [...held].some((pid) => now.every((s) => s.pid !== pid))
      return now.filter(({ waits }) => waits).length >= 2 || early.length > 0 || undefined
    }
    const options = { timeoutMs: patienceMs, intervalMs: 5 }
    await waitFor('two migrators to wait for a lock', enough, options).catch(
      ifTimedOut(() => undefined),
    )
  })
  if (maxWaiting === 0) throw inconclusive('no migrator was observed waiting')
  const results = await Promise.all(running)
  const timedOut = results.some(
    ({ exitCode, output }) => exitCode !== 0 && lockTimeout.test(output),
  )
  return { results, maxWaiting, isDisturbed: isDisturbed || timedOut }
}

/** Runs two at once without the gate's lock. */
async function unheldRace(migrator: Migrator): Promise<Race> {
  const running = [migrator.run('migrate'), migrator.run('migrate')]
  return { results: await Promise.all(running), maxWaiting: 0, isDisturbed: false }
}

interface Reference {
  /** The outcomes of single migrators, on a database each. */
  controls: Outcome[]
  /** Runs another single migrator. */
  control: () => Promise<Outcome>
  evidence: Evidence
  expect: ExpectStatic
}

/** What a migrator left behind. */
async function outcomeOf(migrator: Migrator): Promise<Outcome> {
  const { dump } = await migrator.schema()
  const [rows, numbered] = [await rowsByTable(migrator.url), await numberedColumns(migrator.url)]
  return { dump, rows, numbered }
}

/** Compares with the controls; what differs is confirmed by more of them, for it may be chance. */
async function compare(outcome: Outcome, { controls, control }: Reference) {
  for (;;) {
    const schema = schemaDifference(
      controls.map(({ dump }) => dump),
      outcome.dump,
    )
    const rows = comparableRows(controls, outcome)
    const expected = comparableRows(controls, controls[0] as Outcome)
    const isSame = schema === '' && isDeepStrictEqual(rows, expected)
    if (isSame || controls.length >= maxControls) return { schema, rows, expected }
    controls.push(await control())
  }
}

async function judge({ results }: Race, migrator: Migrator, reference: Reference) {
  const { evidence, expect } = reference
  for (const result of results) {
    const { exitCode, seconds } = result
    evidence.observe('concurrent migrator', { exitCode, seconds, output: lastLines(result) })
    expect.soft(exitCode, `exit code of a concurrent migrator (${lastLines(result)})`).toBe(0)
  }
  evidence.observe('schema after both', summaryOf(await migrator.schema()))
  const { schema, rows, expected } = await compare(await outcomeOf(migrator), reference)
  expect.soft(schema, 'schema differences from a single migrator').toBe('')
  expect.soft(rows, 'rows after both, compared with a single migrator').toEqual(expected)
}

check('database.migrate-concurrent', async ({ target, context, evidence, expect }) => {
  target.command('migrate')
  const onEmpty = async () => Migrator.on(target, (await target.emptyDatabase()).url, context)
  const control = async () => {
    const alone = await onEmpty()
    await alone.mustRun('migrate')
    evidence.observe('schema after one', summaryOf(await alone.schema()))
    return await outcomeOf(alone)
  }
  const reference = { controls: [await control(), await control()], control, evidence, expect }
  evidence.floor('schema after one', 2)
  evidence.floor('concurrent migrator', 2)
  evidence.floor('schema after both', 1)
  const held = await onEmpty()
  const race = await heldRace(held)
  evidence.observe('race', {
    maxWaiting: race.maxWaiting,
    isDisturbed: race.isDisturbed,
  })
  if (!race.isDisturbed) return await judge(race, held, reference)
  for (let count = 0; count < unheldRaces; count += 1) {
    const unheld = await onEmpty()
    await judge(await unheldRace(unheld), unheld, reference)
  }
})
