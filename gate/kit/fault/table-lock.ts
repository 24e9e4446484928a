/** Locks a table, so that everything that reads it waits: slow work without a test hook. */
import { Client } from 'pg'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { quoteTable } from '#gate/stack/table-name.ts'

export interface TableLock {
  /** Backends that wait for the lock right now: proof that it has an effect. */
  waiters(): Promise<number>
  /**
   * Waits until at least so many backends wait for the lock, and returns their number.
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if fewer do
   */
  waitForWaiters(min: number, timeoutMs: number): Promise<number>
  /** Releases the lock. Idempotent. */
  release(): Promise<void>
}

/** Clones of one template share the ids of their tables: other checks' waiters are not ours. */
const waitersSql = `select count(*)::int as waiters from pg_locks
  where relation = any($1::text[]::regclass[]) and not granted
    and database = (select oid from pg_database where datname = current_database())`

/**
 * Takes ACCESS EXCLUSIVE on tables from a connection of the harness.
 * @param url connection string of the target's database
 * @param tables names, with their schema if that is not on the search path
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the lock cannot be taken
 */
export async function lockTables(url: string, tables: readonly string[]): Promise<TableLock> {
  const holder = new Client({ connectionString: url, application_name: 'preflight-fault' })
  const watcher = new Client({ connectionString: url, application_name: 'preflight-watch' })
  const names = tables.map(quoteTable)
  const table = tables.join(', ')
  try {
    await Promise.all([holder.connect(), watcher.connect()])
    await holder.query("set lock_timeout = '10s'")
    await holder.query('begin')
    await holder.query(`lock table ${names.join(', ')} in access exclusive mode`)
  } catch (cause) {
    await Promise.allSettled([holder.end(), watcher.end()])
    throw inconclusive(`cannot lock table ${table}: ${messageOf(cause)}`, cause)
  }
  for (const client of [holder, watcher]) client.on('error', () => {}) // The server went away.
  const waiters = async () => (await watcher.query(waitersSql, [names])).rows[0].waiters as number
  let released: Promise<unknown> | undefined
  return {
    waiters,
    waitForWaiters: async (min, timeoutMs) =>
      await waitFor(
        `${min} backends to wait for the lock on ${table}`,
        async () => {
          const count = await waiters()
          return count >= min ? count : undefined
        },
        { timeoutMs, intervalMs: 10 },
      ).catch((cause) => {
        throw inconclusive(
          `the lock on ${table} had no measurable effect: ${messageOf(cause)}`,
          cause,
        )
      }),
    release: async () => {
      released ??= Promise.allSettled([holder.end(), watcher.end()])
      await released
    },
  }
}

/** The same for one table. */
export function lockTable(url: string, table: string): Promise<TableLock> {
  return lockTables(url, [table])
}
