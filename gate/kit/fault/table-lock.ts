/** Locks a table, so that everything that reads it waits: slow work without a test hook. */
import type { Client } from 'pg'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'
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
  const names = tables.map(quoteTable)
  const table = tables.join(', ')
  const lock = async (session: Client) => {
    await session.query("set lock_timeout = '10s'")
    await session.query('begin')
    await session.query(`lock table ${names.join(', ')} in access exclusive mode`)
  }
  const refuse = (cause: unknown) => {
    throw inconclusive(`cannot lock table ${table}: ${messageOf(cause)}`, cause)
  }
  const watcher = await connectPostgres(url, { application_name: 'preflight-watch' }).catch(refuse)
  const named = { application_name: 'preflight-fault' }
  const holder = await connectPostgres(url, named, lock).catch(async (cause) => {
    await closeSession(watcher)
    return refuse(cause)
  })
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
      released ??= Promise.all([holder, watcher].map(closeSession))
      await released
    },
  }
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
