/** Fills tables, so that a migration whose lock lasts by the number of rows is noticed. */
import { type Client, DatabaseError, escapeIdentifier } from 'pg'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { query, withSession } from '#gate/stack/postgres-session.ts'
import { quoteTable } from '#gate/stack/table-name.ts'
import { type Column, fillStatement, textColumn } from './fill-statement.ts'

/** A table with copies of one of its rows. */
export interface Filled {
  table: string
  rows: number
  seconds: number
  /** Removes the copies again. */
  undo(): Promise<void>
  /** How long an ordinary index takes on it: proof that it is large enough to notice a lock. */
  indexMs: number
}

/** Few machines build an index on so many rows within the time that the claim allows. */
const minRows = 300_000
const maxRows = 3_000_000
const batchRows = 50_000
/** Beside a busy neighbour an index takes longer: the margin is for the quieter moment after. */
const marginOfIndex = 2

/**
 * Settings of a server on which an index takes as long as on a table that memory does not hold, and
 * on which no vacuum takes locks by itself.
 */
export const smallMemory = {
  autovacuum: 'off',
  maintenance_work_mem: '1MB',
  max_parallel_maintenance_workers: 0,
}

const columnsSql = `select a.attname as name, t.typcategory as category,
    format_type(a.atttypid, null) as type, greatest(a.atttypmod - 4, 0) as length,
    a.attidentity <> '' or a.attgenerated <> ''
      or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false) as "isMade",
    exists (select from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'f'
      and a.attnum = any(c.conkey)) as refers,
    coalesce((select array_agg(i.indexrelid::int) from pg_index i
      where i.indrelid = a.attrelid and i.indisunique and a.attnum = any(i.indkey)),
      '{}') as "uniqueIn"
  from pg_attribute a join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`

async function indexMs(session: Client, table: string, column: string): Promise<number> {
  const startMs = performance.now()
  await session.query(`create index preflight_size on ${table} (${column})`)
  const tookMs = Math.round(performance.now() - startMs)
  await session.query('drop index if exists preflight_size')
  return tookMs
}

/** Adds rows up to a number or a deadline, with random texts if the table's rules allow them. */
async function addRows(session: Client, table: string, columns: Column[], until: Limits) {
  let { rows } = until
  let isRandom = true
  while (rows < until.maxRows && performance.now() < until.deadlineMs) {
    const end = Math.min(rows + batchRows, until.maxRows)
    try {
      const sql = fillStatement(table, columns, { isRandom })
      const { rowCount } = await session.query(sql, [rows + 1, end])
      if (rowCount === 0) throw new Error('it has no row to copy')
      rows = end
    } catch (error) {
      if (!isRandom || !(error instanceof DatabaseError)) throw error
      isRandom = false // A check or a domain refused them: all rows alike, then.
    }
  }
  return rows
}

/** Removes all rows but those that were there before. */
async function removeCopies(url: string, place: string, own: readonly { at: string }[]) {
  const remove = async (session: Client) => {
    await session.query('set session_replication_role = replica')
    const ats = own.map(({ at }) => at)
    await session.query(`delete from ${place} where ctid <> all($1::tid[])`, [ats])
    await session.query(`vacuum ${place}`)
  }
  await withSession(url, remove, { application_name: 'preflight-fill' })
}

interface Limits {
  /** Rows that were added already. */
  rows: number
  maxRows: number
  deadlineMs: number
}

/**
 * Fills a table with copies of a row of its own until an ordinary index on it takes longer than
 * `lockMs`, or the time is over. Neither triggers nor foreign keys are asked.
 * @param url a superuser's connection string of a database that nobody else needs
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it has no row, or takes no copies
 */
export async function fillTable(
  url: string,
  table: string,
  { lockMs, budgetMs }: { lockMs: number; budgetMs: number },
): Promise<Filled> {
  const place = quoteTable(table)
  const startMs = performance.now()
  const deadlineMs = startMs + budgetMs
  const fill = async (session: Client): Promise<Filled> => {
    const columns = (await session.query<Column>(columnsSql, [place])).rows
    const indexed = escapeIdentifier(textColumn(columns).name)
    await session.query('set session_replication_role = replica')
    const { rows: own } = await session.query<{ at: string }>(
      `select ctid::text as at from ${place}`,
    )
    const undo = async () => await removeCopies(url, place, own)
    let rows = await addRows(session, place, columns, { rows: 0, maxRows: minRows, deadlineMs })
    let tookMs = await indexMs(session, place, indexed)
    const enoughMs = marginOfIndex * lockMs
    while (rows > 0 && tookMs < enoughMs && rows < maxRows && performance.now() < deadlineMs) {
      const wanted = Math.ceil((1.2 * rows * enoughMs) / Math.max(tookMs, 1))
      const limits = { rows, maxRows: Math.min(wanted, maxRows), deadlineMs }
      rows = await addRows(session, place, columns, limits)
      tookMs = await indexMs(session, place, indexed)
    }
    await session.query(`vacuum (analyze) ${place}`)
    const seconds = Math.round(performance.now() - startMs) / 1000
    return { table, rows, seconds, indexMs: tookMs, undo }
  }
  return await withSession(url, fill, { application_name: 'preflight-fill' }).catch((cause) => {
    throw inconclusive(`cannot fill table ${table}: ${messageOf(cause)}`, cause)
  })
}

const shapesSql = `select concat_ws('.', n.nspname, c.relname) as name,
  concat_ws(';', c.relfilenode,
    (select string_agg(concat_ws(' ', attname, atttypid, atttypmod, attnotnull, atthasdef,
      attisdropped), ',' order by attnum) from pg_attribute
      where attrelid = c.oid and attnum > 0),
    (select string_agg(pg_get_indexdef(indexrelid), ',' order by indexrelid) from pg_index
      where indrelid = c.oid),
    (select string_agg(pg_get_constraintdef(oid), ',' order by oid) from pg_constraint
      where conrelid = c.oid)) as shape
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence = 'p'
    and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`

/** The shape of each table: columns, indexes, constraints, and the file that a rewrite replaces. */
export async function tableShapes(url: string): Promise<Map<string, string>> {
  const rows = await query<{ name: string; shape: string }>(url, shapesSql)
  return new Map(rows.map(({ name, shape }) => [name, shape]))
}

/** The tables that exist before and after, and have another shape. */
export function reshaped(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...after].flatMap(([name, shape]) =>
    before.has(name) && before.get(name) !== shape ? [name] : [],
  )
}
