/** A transaction that stays open while something else happens. */
import { type Client, escapeIdentifier } from 'pg'
import { withSession } from '#gate/stack/postgres-session.ts'

/**
 * Runs `work` while a transaction is open that has read and written every table, as a report or a
 * batch job does. It blocks only exclusive table locks.
 */
export async function duringLongTransaction<T>(url: string, work: () => Promise<T>): Promise<T> {
  const hold = async (session: Client) => {
    const { rows: tables } = await session.query<{ schema: string; name: string }>(
      `select schemaname as schema, tablename as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const names = tables.map((t) => `${escapeIdentifier(t.schema)}.${escapeIdentifier(t.name)}`)
    await session.query('begin')
    await session.query(`lock table ${names.join(', ')} in row exclusive mode`)
    return await work()
  }
  return await withSession(url, hold, { application_name: 'preflight-fault' })
}
