/** A lock that one session of the harness holds, while another one counts who waits for it. */
import type { Client } from 'pg'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'

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

interface Holding {
  /** Takes the lock, in a transaction that stays open, or for the session. */
  hold(session: Client): Promise<void>
  /** What is to be done before the session ends. */
  undo?(session: Client): Promise<void>
  /** Counts the waiters; its values are asked for once the lock is held. */
  waiters: { sql: string; values(): readonly unknown[] }
  words: {
    /** If the lock cannot be taken. */
    refused: string
    /** What backends wait for. */
    awaited: string
    /** If too few do. */
    harmless: string
  }
}

/**
 * Takes a lock.
 * @param url connection string of the target's database
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it cannot be taken
 */
export async function holdLock(
  url: string,
  { hold, undo, waiters, words }: Holding,
): Promise<TableLock> {
  const refuse = (cause: unknown) => {
    throw inconclusive(`${words.refused}: ${messageOf(cause)}`, cause)
  }
  const watcher = await connectPostgres(url, { application_name: 'preflight-watch' }).catch(refuse)
  const named = { application_name: 'preflight-fault' }
  const holder = await connectPostgres(url, named, hold).catch(async (cause) => {
    await closeSession(watcher)
    return refuse(cause)
  })
  const values = [...waiters.values()]
  const count = async () => (await watcher.query(waiters.sql, values)).rows[0].waiters as number
  let released: Promise<unknown> | undefined
  const letGo = async () => {
    try {
      await undo?.(holder)
    } finally {
      await Promise.all([holder, watcher].map(closeSession))
    }
  }
  return {
    waiters: count,
    waitForWaiters: async (min, timeoutMs) => {
      const enough = async () => {
        const waiting = await count()
        return waiting >= min ? waiting : undefined
      }
      const options = { timeoutMs, intervalMs: 10 }
      return await waitFor(`${min} backends to wait for ${words.awaited}`, enough, options).catch(
        (cause) => {
          throw inconclusive(`${words.harmless}: ${messageOf(cause)}`, cause)
        },
      )
    },
    release: async () => {
      released ??= letGo()
      await released
    },
  }
}
