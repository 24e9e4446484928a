/** Compares what migrators left behind, without what two of them in turn differ in by design. */
import { query } from '#gate/stack/postgres-session.ts'
import { type Rows, withoutTimestamps } from './records.ts'

/** What one migrator, or two at once, left in a database that was empty. */
export interface Outcome {
  /** The schema, as pg_dump writes it. */
  dump: string
  rows: Rows
  /** By table, the columns whose values are taken from a sequence, or refer to such a column. */
  numbered: ReadonlyMap<string, readonly string[]>
}

const numberedSql = `with numbered as (
    select a.attrelid as rel, a.attnum as num from pg_attribute a
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attnum > 0 and not a.attisdropped
        and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')),
  referring as (
    select c.conrelid as rel, k.num from pg_constraint c,
      unnest(c.conkey, c.confkey) as k (num, target)
      where c.contype = 'f' and (c.confrelid, k.target) in (select rel, num from numbered))
  select format('%I.%I', n.nspname, t.relname) as "table", a.attname as "column"
    from (select * from numbered union select * from referring) each
    join pg_class t on t.oid = each.rel and t.relkind in ('r', 'p')
    join pg_namespace n on n.oid = t.relnamespace
    join pg_attribute a on a.attrelid = each.rel and a.attnum = each.num`

/** The columns that a race may number with gaps: a migrator that found the work done burns one. */
export async function numberedColumns(url: string): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>()
  for (const { table, column } of await query<{ table: string; column: string }>(
    url,
    numberedSql,
  )) {
    columns.set(table, [...(columns.get(table) ?? []), column])
  }
  return columns
}

/** How often each text occurs. */
function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** The texts of one list without those of another, each as often as it occurs more. */
function without(texts: readonly string[], others: readonly string[]): string[] {
  const left = countsOf(others)
  return texts.filter((text) => {
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    return count <= 0
  })
}

/** The texts that all lists have, each as often as in the list that has it least often. */
function common(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = lists
  return others.reduce<readonly string[]>((all, list) => {
    const missing = without(all, list)
    return without(all, missing)
  }, first) as string[]
}

/**
 * The lines of a schema that no control has, and those that all controls have and it has not. A
 * name with a random part differs between the controls: such lines are only counted.
 */
export function schemaDifference(controls: readonly string[], dump: string): string {
  if (controls.includes(dump)) return ''
  const lists = controls.map((control) => control.split('\n'))
  const lines = dump.split('\n')
  const stable = common(lists)
  const missing = without(stable, lines)
  const beyond = without(lines, stable)
  const random = lists.map((list) => list.length - stable.length)
  const added = beyond.length > Math.max(...random) || missing.length > 0 ? beyond : []
  const changes = [...missing.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)]
  if (changes.length > 0) return changes.slice(0, 12).join('\n')
  const isFewer = beyond.length < Math.min(...random)
  return isFewer ? `${lines.length} lines, fewer than after a single migrator` : ''
}

/** Rows as objects, their timestamps masked. */
function parsed(rows: Rows): Map<string, Record<string, unknown>[]> {
  const masked = Object.entries(withoutTimestamps(rows))
  return new Map(masked.map(([table, all]) => [table, all.map((row) => JSON.parse(row))]))
}

const cell = (row: Record<string, unknown>, column: string) => JSON.stringify(row[column]) ?? ''

/** The columns of a table whose values are not the same in all controls. */
function randomColumns(tables: readonly Record<string, unknown>[][]): string[] {
  const columns = new Set(tables.flatMap((rows) => rows.flatMap((row) => Object.keys(row))))
  return [...columns].filter((column) => {
    const [first = [], ...others] = tables.map((rows) => rows.map((row) => cell(row, column)))
    return others.some((values) => without(first, values).length > 0)
  })
}

/** What of some rows can be compared: by table, each row without the columns that are random. */
type Comparable = Readonly<Record<string, readonly string[] | 'a number of rows'>>

/**
 * By table, what of the rows has to be the same: the number of rows, unless it differs between the
 * controls, and the columns that all controls agree in and that no sequence numbers.
 */
export function comparableRows(controls: readonly Outcome[], outcome: Outcome): Comparable {
  const all = controls.map(({ rows }) => parsed(rows))
  const own = parsed(outcome.rows)
  const tables = [...(all[0]?.keys() ?? [])].filter((table) => all.every((one) => one.has(table)))
  const entries = tables.flatMap((table): [string, Comparable[string]][] => {
    const rows = own.get(table)
    if (!rows) return []
    const inControls = all.map((one) => one.get(table) ?? [])
    const isCounted = inControls.every(({ length }) => length === inControls[0]?.length)
    if (!isCounted) return [[table, 'a number of rows']]
    const numbered = controls.flatMap((one) => one.numbered.get(table) ?? [])
    const masked = new Set([...randomColumns(inControls), ...numbered])
    const kept = rows.map((row) =>
      JSON.stringify(Object.entries(row).filter(([column]) => !masked.has(column))),
    )
    return [[table, kept.sort()]]
  })
  return Object.fromEntries(entries)
}
