/** Locks a table, so that everything that reads it waits: slow work without a test hook. */
import type { Client } from 'pg'
import { quoteTable } from '#gate/stack/table-name.ts'
import { holdLock, type TableLock } from './held-lock.ts'

export type { TableLock }

/** Clones of one template share the ids of their tables: other checks' waiters are not ours. */
const waitersSql = `select count(*)::int as waiters from pg_locks
  where relation = any($1::text[]::regclass[]) and not granted
    and database = (select oid from pg_database where datname = current_database())`

/** So many names are told: behind more of them nobody finds the reason. */
const toldTables = 3

/** Tables in a message. */
export function tablesText(tables: readonly string[]): string {
  const others = tables.length - toldTables
  const told = tables.slice(0, toldTables).join(', ')
  return others > 0 ? `${told} and ${others} more tables` : told
}

/**
 * Takes ACCESS EXCLUSIVE on tables from a connection of the harness.
 * @param url connection string of the target's database
 * @param tables names, with their schema if that is not on the search path
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the lock cannot be taken
 */
export async function lockTables(url: string, tables: readonly string[]): Promise<TableLock> {
  const names = tables.map(quoteTable)
  const table = tablesText(tables)
  const lock = async (session: Client) => {
    await session.query("set lock_timeout = '10s'")
    await session.query('begin')
    await session.query(`lock table ${names.join(', ')} in access exclusive mode`)
  }
  return await holdLock(url, {
    hold: lock,
    waiters: { sql: waitersSql, values: () => [names] },
    words: {
      refused: `cannot lock table ${table}`,
      awaited: `the lock on ${table}`,
      harmless: `the lock on ${table} had no measurable effect`,
    },
  })
}

/**
 * Runs something while readers of the tables wait; always releases the lock at the end.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the lock cannot be taken
 */
export async function whileLocked<T>(
  url: string,
  tables: readonly string[],
  work: (lock: TableLock) => Promise<T>,
): Promise<T> {
  const lock = await lockTables(url, tables)
  try {
    return await work(lock)
  } finally {
    await lock.release()
  }
}

/** The same for one table. */
export function lockTable(url: string, table: string): Promise<TableLock> {
  return lockTables(url, [table])
}
