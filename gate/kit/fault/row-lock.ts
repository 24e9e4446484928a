/** Locks a row for a moment, again and again: only updates of it become slow. */
import { type Client, escapeIdentifier } from 'pg'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'
import { quoteTable } from '#gate/stack/table-name.ts'

export interface RowPulses {
  /** Releases the row and stops. Idempotent. */
  stop(): Promise<void>
}

interface Pulses {
  /** With its schema, if that is not on the search path. */
  table: string
  /** The row's id, as the target's answers have it. */
  id: string
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

const containsText = 'position($1 in each::text) > 0'

/** The rows of a table that a condition on `each` and the text `$1` selects. */
interface Rows {
  table: string
  condition: string
  text: string
}

const selecting = ({ table, condition }: Rows) =>
  `select 1 from ${quoteTable(table)} each where ${condition}`

/** Begins a transaction that holds these rows. Throws if there is none. */
async function hold(session: Client, rows: Rows): Promise<void> {
  await session.query('begin')
  const { rowCount } = await session.query(`${selecting(rows)} for update`, [rows.text])
  if ((rowCount ?? 0) === 0) throw new Error(`no row of ${rows.table} contains ${rows.text}`)
}

/** Begins a transaction that holds the rows that contain a text. Throws if there is none. */
export async function holdRows(session: Client, table: string, text: string): Promise<void> {
  await hold(session, { table, condition: containsText, text })
}

/** Columns whose value alone tells which row it is, the primary key first. */
async function identifyingColumns(session: Client, table: string): Promise<string[]> {
  const sql = `select attname as name from pg_index
    join pg_attribute on attrelid = indrelid and attnum = indkey[0]
    where indrelid = $1::text::regclass and indisunique and indnkeyatts = 1 and indpred is null
    order by indisprimary desc`
  const { rows } = await session.query<{ name: string }>(sql, [quoteTable(table)])
  return rows.map(({ name }) => name)
}

/**
 * The row with an id, and no other: the text "1" is a part of most rows. Where no unique column has
 * the id, any column may, and then any part of the row.
 */
async function rowWithId(session: Client, table: string, id: string): Promise<Rows> {
  const columns = await identifyingColumns(session, table)
  const isId = columns.map((column) => `each.${escapeIdentifier(column)}::text = $1`).join(' or ')
  const hasValue = '$1 in (select value from jsonb_each_text(to_jsonb(each)))'
  for (const condition of [isId, hasValue]) {
    if (condition === '') continue
    const rows = { table, condition, text: id }
    const { rowCount } = await session.query(`${selecting(rows)} limit 1`, [id])
    if ((rowCount ?? 0) > 0) return rows
  }
  return { table, condition: containsText, text: id }
}

/**
 * Starts to lock the row with an id.
 * @param url connection string of the target's database
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there is no such row
 */
export async function pulseRowLock(url: string, pulses: Pulses): Promise<RowPulses> {
  const { table, id, holdMs, freeMs, afterMs } = pulses
  let row: Rows = { table, condition: containsText, text: id }
  const once = async (session: Client) => {
    row = await rowWithId(session, table, id)
    await hold(session, row)
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
      await hold(session, row)
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
