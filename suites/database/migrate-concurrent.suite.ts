/** Two migrators at once, kept waiting side by side until both are sure to be under way. */
import { Client } from 'pg'
import { check } from '#gate/check.ts'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/process/wait.ts'
import type { CommandResult } from '#gate/target/command.ts'
import { difference, Migrator, named } from './migrator.ts'
import { lastWords } from './postgres-client.ts'
import { rowsByTable, timeless } from './records.ts'

/** Connections of the database that are not the gate's: all, and those that wait for a lock. */
interface Sessions {
  connected: number
  waiting: number
}

const sessionsSql = `select count(*)::int as connected,
    count(*) filter (where wait_event_type = 'Lock')::int as waiting
  from pg_stat_activity where datname = current_database()
    and backend_type = 'client backend' and application_name not like 'preflight%'`

/** Longer than two commands take to start. Who waits elsewhere, for a file say, is not seen. */
const patienceMs = 30_000

/**
 * Lets nobody create anything in a database while `work` runs; reading goes on. Who migrates
 * without a lock of its own has by then read that nothing is applied yet.
 */
async function whileNothingIsCreated<T>(
  url: string,
  work: (sessions: () => Promise<Sessions>) => Promise<T>,
): Promise<T> {
  const holder = new Client({ connectionString: url, application_name: 'preflight-fault' })
  // In a transaction the sessions would stay as they were at the first look.
  const watcher = new Client({ connectionString: url, application_name: 'preflight-watch' })
  for (const client of [holder, watcher]) client.on('error', () => {}) // Its next query says so.
  try {
    await Promise.all([holder.connect(), watcher.connect()])
    await holder.query('begin')
    await holder.query('lock table pg_catalog.pg_class in share mode')
    return await work(async () => (await watcher.query<Sessions>(sessionsSql)).rows[0] as Sessions)
  } catch (cause) {
    throw inconclusive(`migrators could not be held side by side: ${messageOf(cause)}`, cause)
  } finally {
    await Promise.allSettled([holder.end(), watcher.end()])
  }
}

/** Starts two, and lets them go on once both are there and wait, or one does for long. */
async function race(migrator: Migrator) {
  const results: Promise<CommandResult>[] = []
  let most: Sessions = { connected: 0, waiting: 0 }
  await whileNothingIsCreated(migrator.url, async (sessions) => {
    for (let count = 0; count < 2; count += 1) results.push(migrator.run('migrate'))
    for (const result of results) result.catch(() => {}) // Whoever awaits it below gets it.
    const bothWait = async () => {
      const now = await sessions()
      if (now.waiting > most.waiting || now.connected > most.connected) most = now
      return now.waiting >= 2 ? now : undefined
    }
    const options = { timeoutMs: patienceMs, intervalMs: 5 }
    await waitFor('two migrators wait', bothWait, options).catch(() => undefined)
  })
  if (most.waiting === 0) throw inconclusive('no migrator was seen to wait')
  return { most, results: await Promise.all(results) }
}

check('database.migrate-concurrent', async ({ target, context, evidence, expect }) => {
  target.command('migrate')
  const alone = await Migrator.on(target, (await target.emptyDatabase()).url, context)
  await alone.must('migrate')
  const expected = await alone.schema()
  evidence.observe('alone', named(expected))

  const { url } = await target.emptyDatabase()
  const migrator = await Migrator.on(target, url, context)
  const { most, results } = await race(migrator)
  evidence.observe('overlap', most)
  for (const result of results) {
    const { exitCode, seconds } = result
    evidence.observe('migrator', { exitCode, seconds, said: lastWords(result) })
    expect.soft(exitCode, `how one of two migrators ends: ${lastWords(result)}`).toBe(0)
  }
  evidence.floor('migrator', 2)
  const schema = await migrator.schema()
  evidence.observe('both', named(schema))
  evidence.floor('both', 1)
  const changes = schema.dump === expected.dump ? '' : difference(expected, schema)
  expect.soft(changes, 'how the schema differs from that of one migrator').toBe('')
  const [rows, rowsAlone] = [await rowsByTable(url), await rowsByTable(alone.url)]
  expect.soft(timeless(rows), 'what is recorded as applied').toEqual(timeless(rowsAlone))
})
