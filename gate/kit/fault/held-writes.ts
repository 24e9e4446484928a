/** Holds back whoever writes to some tables, and lets their readers go on. */
import type { Client } from 'pg'
import { holdLock, type TableLock } from './held-lock.ts'

const tablesSql = `select format('%I.%I', nspname, relname) as name
  from pg_class join pg_namespace n on n.oid = relnamespace
  where relkind = 'r' and relpersistence <> 't'
    and nspname not like 'pg\\_%' and nspname <> 'information_schema'`

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
    await session.query("set lock_timeout = '10s'")
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
