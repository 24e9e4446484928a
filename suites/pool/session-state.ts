/** What sessions left on the connections of a pooler: looked for in each of them from inside. */
import type { Client } from 'pg'
import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'

/** What one server connection keeps from one transaction to the next. */
interface Leftovers {
  pid: number
  /** `SET` and `set_config` beyond their transaction: `statement_timeout = 5s`. */
  settings: string[]
  /** Advisory locks that no transaction holds. */
  locks: string[]
  tables: string[]
  cursors: string[]
  channels: string[]
}

/**
 * Settings that change how values look, or that PgBouncer keeps for each client by itself: drivers
 * set them alike on each connection, so that one is as good as another.
 */
const harmless = [
  'application_name',
  'bytea_output',
  'client_encoding',
  'client_min_messages',
  'DateStyle',
  'escape_string_warning',
  'extra_float_digits',
  'IntervalStyle',
  'jit',
  'standard_conforming_strings',
  'TimeZone',
]

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')

/** pg_settings leaves out settings that no module defines; they are asked for by name. */
function lookSql(names: readonly string[]): string {
  const custom = names.length === 0 ? "select '', ''" : valuesOf(names)
  return `select pg_backend_pid() as pid,
    array(select name || ' = ' || setting from pg_settings
      where source = 'session' and name not in (${list(harmless)})
      union select name || ' = ' || value from (${custom}) as custom (name, value)
      where coalesce(value, '') <> '') as settings,
    array(select concat_ws(' ', mode, classid, objid) from pg_locks
      where pid = pg_backend_pid() and locktype = 'advisory') as locks,
    array(select relname::text from pg_class
      where relnamespace = pg_my_temp_schema() and relkind in ('r', 'S', 'v')) as tables,
    array(select name from pg_cursors where is_holdable) as cursors,
    array(select pg_listening_channels()) as channels`
}

function valuesOf(names: readonly string[]): string {
  return names.map((name) => `select '${name}', current_setting('${name}', true)`).join(' union ')
}

/** Names of settings with a prefix, in the server's log of statements and parameters. */
export function customNames(log: string): string[] {
  const lines = log.split('\n').filter((line) => /\bset|parameters:/i.test(line))
  const names = lines.flatMap((line) => [
    ...line.matchAll(/(?:\bset\s+(?:session\s+|local\s+)?|')([a-z_]\w*\.[a-z_]\w*)/gi),
  ])
  return [...new Set(names.map(([, name = '']) => name.toLowerCase()))]
}

/**
 * Looks into every server connection of a pooler in transaction mode: as many transactions as it
 * has connections, all open at once.
 * @param pids the connections to PostgreSQL that the pooler had
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if one of them was not reached
 */
export async function leftoversOf(
  poolerUrl: string,
  { size, pids, names }: { size: number; pids: readonly number[]; names: readonly string[] },
): Promise<Leftovers[]> {
  const clients: Client[] = []
  try {
    const found: Leftovers[] = []
    const sql = lookSql(names)
    for (let count = 0; count < size; count += 1) {
      const client = await connectPostgres(poolerUrl, { application_name: 'preflight-look' })
      clients.push(client)
      await client.query('begin')
      found.push((await client.query<Leftovers>(sql)).rows[0] as Leftovers)
      if (pids.every((pid) => found.some((one) => one.pid === pid))) return found
    }
    throw inconclusive(`${found.length} transactions did not reach all connections of the pooler`)
  } finally {
    await Promise.all(clients.map(closeSession))
  }
}

/** In words, what was left anywhere: `setting statement_timeout = 5s`. */
export function inWords(all: readonly Leftovers[]): string[] {
  const words = all.flatMap(({ settings, locks, tables, cursors, channels }) => [
    ...settings.map((one) => `setting ${one}`),
    ...locks.map((one) => `advisory lock ${one.replace(/ .*/, '')}`),
    ...tables.map((one) => `temporary table ${one}`),
    ...cursors.map((one) => `cursor ${one}`),
    ...channels.map((one) => `channel ${one}`),
  ])
  return [...new Set(words)].sort()
}

const planted = [
  "set statement_timeout = '77min'",
  "select set_config('preflight.tenant', '7', false)",
  'select pg_advisory_lock(4711)',
  'create temp table preflight_left (id integer)',
]

/**
 * The control: leaves one of each behind, and looks. The connections are replaced after it.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if what was left is not found
 */
export async function provesItself(
  poolerUrl: string,
  admin: Client,
  look: (names: readonly string[]) => Promise<Leftovers[]>,
): Promise<string[]> {
  const names = ['preflight.tenant']
  const before = inWords(await look(names))
  const client = await connectPostgres(poolerUrl, { application_name: 'preflight-left' })
  try {
    // In one message, and so on one connection.
    await client.query(planted.join('; '))
  } finally {
    await closeSession(client)
  }
  const found = inWords(await look(names)).filter((word) => !before.includes(word))
  await admin.query('RECONNECT target')
  const isClean = async () => {
    const now = inWords(await look(names))
    return now.every((word) => !found.includes(word)) ? true : undefined
  }
  await waitFor('the pooler to replace its connections', isClean, {
    timeoutMs: 20_000,
    intervalMs: 200,
  })
  const kinds = ['setting statement_timeout', 'setting preflight.tenant', 'advisory', 'temporary']
  const missing = kinds.filter((kind) => !found.some((word) => word.startsWith(kind)))
  if (missing.length === 0) return found
  throw inconclusive(`what the gate left on a connection was not found: ${missing.join(', ')}`)
}
