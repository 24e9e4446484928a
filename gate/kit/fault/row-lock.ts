/** Locks rows for a moment, again and again: only updates of them become slow. */
import type { Client } from 'pg'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'
import { quoteTable } from '#gate/stack/table-name.ts'

export interface RowPulses {
  /** Releases the rows and stops. Idempotent. */
  stop(): Promise<void>
}

interface Pulses {
  /** With its schema, if that is not on the search path. */
  table: string
  /** A text in any column of the row, such as its id. */
  text: string
  /** How long each lock is held. */
  holdMs: number
  /**
   * How long it is free between two locks, so that all waiters get the row: PostgreSQL lets a
   * newcomer lock a row that is free before a waiter has woken up.
   */
  freeMs: number
  /** When the first one starts, from now. */
  afterMs: number
}

/** Begins a transaction that holds the rows that contain a text. Throws if there is none. */
export async function holdRows(session: Client, table: string, text: string): Promise<void> {
  await session.query('begin')
  const name = quoteTable(table)
  const sql = `select 1 from ${name} each where position($1 in each::text) > 0 for update`
  const { rowCount } = await session.query(sql, [text])
  if (rowCount === 0) throw new Error(`no row of ${table} contains ${text}`)
}

/**
 * Starts to lock the rows that contain a text.
 * @param url connection string of the target's database
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there is no such row
 */
export async function pulseRowLock(url: string, pulses: Pulses): Promise<RowPulses> {
  const { table, text, holdMs, freeMs, afterMs } = pulses
  const hold = (session: Client) => holdRows(session, table, text)
  const once = async (session: Client) => {
    await hold(session)
    await session.query('rollback')
  }
  const options = { application_name: 'preflight-fault' }
  const session = await connectPostgres(url, options, once).catch((cause) => {
    throw inconclusive(`cannot hold a row of ${table}: ${messageOf(cause)}`, cause)
  })
  let isOver = false
  const pulsing = (async () => {
    await sleep(afterMs)
    while (!isOver) {
      await hold(session)
      await sleep(holdMs)
      await session.query('rollback')
      await sleep(freeMs)
    }
  })().catch(() => {}) // If nothing was slow, the check will see it.
  let stopped: Promise<void> | undefined
  return {
    stop: () => {
      isOver = true
      stopped ??= pulsing.then(() => closeSession(session))
      return stopped
    },
  }
}
