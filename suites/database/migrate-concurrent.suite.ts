/** Two migrators at once, kept waiting side by side until both are sure to be under way. */
import { Client } from 'pg'
import { expect } from 'vitest'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { check } from '#gate/run/check.ts'
import type { Evidence } from '#gate/run/evidence.ts'
import type { CommandResult } from '#gate/system/command.ts'
import { difference, Migrator, named } from './migrator.ts'
import { lastWords } from './postgres-client.ts'
import { rowsByTable, timeless } from './records.ts'

/** Connections of the database that are not the gate's. */
interface Session {
  pid: number
  /** For a lock of any kind. */
  waits: boolean
  /** For ours. */
  held: boolean
}

const sessionsSql = `select pid, wait_event_type is not distinct from 'Lock' as waits,
    $1 = any(pg_blocking_pids(pid)) as held
  from pg_stat_activity where datname = current_database()
    and backend_type = 'client backend' and application_name not like 'preflight%'`

/** Longer than two commands take to start. Who waits elsewhere, for a file say, is not seen. */
const patienceMs = 30_000
/** How one that could not have our lock says so; the servers of the gate speak English. */
const lockTimeout = /lock.?timeout|55P03|lock not available/i
/** Races without a lock of ours, where that made migrators give up. */
const freeRaces = 3

/**
 * Lets nobody create anything in a database while `work` runs; reading goes on. Who migrates
 * without a lock of its own has by then read that nothing is applied yet.
 */
async function whileNothingIsCreated<T>(
  url: string,
  work: (sessions: () => Promise<Session[]>) => Promise<T>,
): Promise<T> {
  const holder = new Client({ connectionString: url, application_name: 'preflight-fault' })
  // In a transaction the sessions would stay as they were at the first look.
  const watcher = new Client({ connectionString: url, application_name: 'preflight-watch' })
  for (const client of [holder, watcher]) client.on('error', () => {}) // Its next query says so.
  try {
    await Promise.all([holder.connect(), watcher.connect()])
    const { pid } = (await holder.query('select pg_backend_pid() as pid')).rows[0]
    await holder.query('begin')
    await holder.query('lock table pg_catalog.pg_class in share mode')
    return await work(async () => (await watcher.query<Session>(sessionsSql, [pid])).rows)
  } catch (cause) {
    throw inconclusive(`migrators could not be held side by side: ${messageOf(cause)}`, cause)
  } finally {
    await Promise.allSettled([holder.end(), watcher.end()])
  }
}

interface Race {
  results: CommandResult[]
  /** Of both together. */
  mostWaiting: number
  /** A migrator met our lock and gave up, as it may: what the race shows is our doing. */
  spoilt: boolean
}

/** Starts two, and lets them go on once both wait, or one has ended, or one waits for long. */
async function heldRace(migrator: Migrator): Promise<Race> {
  const running: Promise<CommandResult>[] = []
  const early: CommandResult[] = []
  const held = new Set<number>()
  let mostWaiting = 0
  let spoilt = false
  await whileNothingIsCreated(migrator.url, async (sessions) => {
    for (let count = 0; count < 2; count += 1) {
      const result = migrator.run('migrate')
      running.push(result)
      result.then((ended) => early.push(ended)).catch(() => {}) // Whoever awaits it gets it.
    }
    const enough = async () => {
      const now = await sessions()
      for (const { pid } of now.filter((session) => session.held)) held.add(pid)
      mostWaiting = Math.max(mostWaiting, now.filter(({ waits }) => waits).length)
      // One of those that our lock held has gone: it was that one which ended.
      if (early.length > 0) spoilt = [...held].some((pid) => now.every((s) => s.pid !== pid))
      return now.filter(({ waits }) => waits).length >= 2 || early.length > 0 || undefined
    }
    const options = { timeoutMs: patienceMs, intervalMs: 5 }
    await waitFor('two migrators wait', enough, options).catch(() => undefined)
  })
  if (mostWaiting === 0) throw inconclusive('no migrator was seen to wait')
  const results = await Promise.all(running)
  const timedOut = results.some(
    ({ exitCode, output }) => exitCode !== 0 && lockTimeout.test(output),
  )
  return { results, mostWaiting, spoilt: spoilt || timedOut }
}

/** Two at once, with nothing in their way. */
async function freeRace(migrator: Migrator): Promise<Race> {
  const running = [migrator.run('migrate'), migrator.run('migrate')]
  return { results: await Promise.all(running), mostWaiting: 0, spoilt: false }
}

interface Expected {
  alone: Migrator
  evidence: Evidence
}

async function judge({ results }: Race, migrator: Migrator, { alone, evidence }: Expected) {
  for (const result of results) {
    const { exitCode, seconds } = result
    evidence.observe('migrator', { exitCode, seconds, said: lastWords(result) })
    expect.soft(exitCode, `how one of two migrators ends: ${lastWords(result)}`).toBe(0)
  }
  const [schema, expected] = [await migrator.schema(), await alone.schema()]
  evidence.observe('both', named(schema))
  const changes = schema.dump === expected.dump ? '' : difference(expected, schema)
  expect.soft(changes, 'how the schema differs from that of one migrator').toBe('')
  const [rows, rowsAlone] = [await rowsByTable(migrator.url), await rowsByTable(alone.url)]
  expect.soft(timeless(rows), 'what is recorded as applied').toEqual(timeless(rowsAlone))
}

check('database.migrate-concurrent', async ({ target, context, evidence }) => {
  target.command('migrate')
  const onEmpty = async () => Migrator.on(target, (await target.emptyDatabase()).url, context)
  const alone = await onEmpty()
  await alone.must('migrate')
  evidence.observe('alone', named(await alone.schema()))
  evidence.floor('migrator', 2)
  evidence.floor('both', 1)
  const held = await onEmpty()
  const race = await heldRace(held)
  evidence.observe('race', { mostWaiting: race.mostWaiting, spoilt: race.spoilt })
  if (!race.spoilt) return await judge(race, held, { alone, evidence })
  for (let count = 0; count < freeRaces; count += 1) {
    const free = await onEmpty()
    await judge(await freeRace(free), free, { alone, evidence })
  }
})
