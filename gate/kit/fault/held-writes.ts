/** Holds back whoever writes to some tables, and lets their readers go on. */
import { randomInt } from 'node:crypto'
import type { Client } from 'pg'
import { holdLock, type TableLock } from './held-lock.ts'

const tablesSql = `select format('%I.%I', nspname, relname) as name
  from pg_class join pg_namespace n on n.oid = relnamespace
  where relkind = 'r' and relpersistence <> 't'
    and nspname not like 'pg\\_%' and nspname <> 'information_schema'`

const lockTimeoutSql = "set lock_timeout = '10s'"

/** The locks are of whole tables, in the database of the session. */
const waitersSql = `select count(*)::int as waiters from pg_locks
  where locktype = 'relation' and not granted
    and database = (select oid from pg_database where datname = current_database())`

/** The tables that have rows of later transactions: what is deleted again leaves no trace. */
async function changedSince(session: Client, moment: number): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>(tablesSql)
  const each = rows.map(
    ({ name }) => `select '${name.replaceAll("'", "''")}' as name
      where exists (select 1 from ${name} where xmin::text::bigint > ${moment})`,
  )
  if (each.length === 0) return []
  const changed = await session.query<{ name: string }>(each.join(' union all '))
  return changed.rows.map(({ name }) => name)
}

/**
 * Takes SHARE on the tables that were changed since a moment: writers wait, readers do not. Where
 * none was changed, nobody waits.
 * @param url connection string of the target's database
 * @param moment the number of a transaction, as `pg_current_xact_id()` gives it
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the locks cannot be taken
 */
export async function holdWrites(url: string, moment: number): Promise<TableLock> {
  const lock = async (session: Client) => {
    await session.query(lockTimeoutSql)
    await session.query('begin')
    const tables = await changedSince(session, moment)
    if (tables.length > 0) await session.query(`lock table ${tables.join(', ')} in share mode`)
  }
  return await holdLock(url, {
    hold: lock,
    waiters: { sql: waitersSql, values: () => [] },
    words: {
      refused: 'cannot hold writes back',
      awaited: 'the locks that hold writes back',
      harmless: 'nobody waited to write',
    },
  })
}

/** The schema in the target's database that the trigger's function lies in, and the trigger. */
const ours = 'preflight_hold'
/** An advisory lock is named by two numbers below this. */
const mostKeys = 2 ** 31

const commitWaitersSql = `select count(*)::int as waiters from pg_locks
  where locktype = 'advisory' and not granted and classid = $1 and objid = $2
    and database = (select oid from pg_database where datname = current_database())`

/** A trigger that is deferred runs at the commit, after the last statement of the transaction. */
function deferredSql(tables: readonly string[], [first, second]: readonly [number, number]) {
  const triggers = tables.map(
    (table) => `create constraint trigger ${ours} after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function ${ours}.wait();`,
  )
  return `begin; create schema ${ours}; grant usage on schema ${ours} to public;
    create function ${ours}.wait() returns trigger language plpgsql as $wait$ begin
      perform pg_advisory_xact_lock_shared(${first}, ${second}); return null; end $wait$;
    ${triggers.join('\n')} commit`
}

/**
 * Holds the commits of transactions that write to the tables that were changed since a moment:
 * all their statements are done by then. Where none was changed, nobody waits.
 * @param url connection string of the target's database, of a role that owns its tables
 * @param moment the number of a transaction, as `pg_current_xact_id()` gives it
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if commits cannot be held
 */
export async function holdCommits(url: string, moment: number): Promise<TableLock> {
  const key = [randomInt(mostKeys), randomInt(mostKeys)] as const
  return await holdLock(url, {
    hold: async (session) => {
      await session.query(lockTimeoutSql)
      const tables = await changedSince(session, moment)
      await session.query('select pg_advisory_lock($1, $2)', [...key])
      if (tables.length > 0) await session.query(deferredSql(tables, key))
    },
    undo: async (session) => {
      await session.query('select pg_advisory_unlock_all()')
      await session.query(`drop schema if exists ${ours} cascade`)
    },
    waiters: { sql: commitWaitersSql, values: () => key },
    words: {
      refused: 'cannot hold commits back',
      awaited: 'the lock that holds commits back',
      harmless: 'nobody waited to commit',
    },
  })
}
