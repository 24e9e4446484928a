/** The rows in which a migrator records which migrations were applied. */
import { query } from '#gate/stack/postgres-session.ts'

/** By table, each row as JSON. */
export type Rows = ReadonlyMap<string, readonly string[]>

const tablesSql = `select format('%I.%I', table_schema, table_name) as name
  from information_schema.tables where table_type = 'BASE TABLE'
  and table_schema not in ('pg_catalog', 'information_schema') order by 1`

/** A timestamp as PostgreSQL writes it into JSON. */
const timestamp = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.+:-]*/

/** Every row of every table, for a database that only migrations have written to. */
export async function rowsByTable(url: string): Promise<Rows> {
  const tables = await query<{ name: string }>(url, tablesSql)
  const rows = new Map<string, string[]>()
  for (const { name } of tables) {
    const sql = `select row_to_json(t)::text as row from ${name} as t order by 1`
    rows.set(
      name,
      (await query<{ row: string }>(url, sql)).map(({ row }) => row),
    )
  }
  return rows
}

/** The rows with their timestamps masked. */
export function withoutTimestamps(rows: Rows): Record<string, string[]> {
  const masked = [...rows].map(([table, all]) => [
    table,
    all.map((row) => row.replace(new RegExp(timestamp, 'g'), 'a timestamp')),
  ])
  return Object.fromEntries(masked)
}

/**
 * Values that name the versions recorded in `newer` and not in `older`: texts if there are any,
 * else numbers.
 */
export function recorded(newer: Rows, older: Rows): string[] {
  const values = [...newer].flatMap(([table, rows]) => {
    const before = new Set(older.get(table) ?? [])
    const fresh = rows.filter((row) => !before.has(row))
    return fresh.flatMap((row) => Object.values(JSON.parse(row) as Record<string, unknown>))
  })
  const texts = values.filter((value) => typeof value === 'string' && !timestamp.test(value))
  const numbers = values.filter((value) => typeof value === 'number')
  return [...new Set((texts.length > 0 ? texts : numbers).map(String))]
}

/** Whether a text contains a value as a whole word. */
export function containsWord(text: string, value: string): boolean {
  const escaped = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return value !== '' && new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`).test(text)
}
