/** What the pending migration does to a database: looked for, to tell it from other changes. */
import { type Rows, recorded } from './records.ts'

/** A database at one moment: its schema as pg_dump writes it, and its rows. */
export interface Content {
  dump: string
  rows: Rows
}

/** What is new or gone after a migration, and the values with which it is recorded. */
export interface Effect {
  added: readonly string[]
  removed: readonly string[]
  records: readonly string[]
}

/** Each line with the first of its statement: a column of one table is not one of another. */
function linesOf(dump: string): Set<string> {
  const lines = new Set<string>()
  let first = ''
  for (const line of dump.split('\n')) {
    if (!/\w/.test(line) || line.startsWith('--')) continue
    // pg_dump indents the lines within a statement.
    if (!/^\s/.test(line)) first = line
    lines.add(first === line ? line : `${first} ${line.trim().replace(/,$/, '')}`)
  }
  return lines
}

/** Every value of every row, as text. */
function valuesOf(rows: Rows): Set<string> {
  const all = [...rows.values()].flat()
  return new Set(all.flatMap((row) => Object.values(JSON.parse(row)).map(String)))
}

/** The effect of the migration between two moments of a database that nothing else wrote to. */
export function effectOf(before: Content, after: Content): Effect {
  const valuesBefore = valuesOf(before.rows)
  const [older, newer] = [linesOf(before.dump), linesOf(after.dump)]
  return {
    added: [...newer].filter((line) => !older.has(line)),
    removed: [...older].filter((line) => !newer.has(line)),
    records: recorded(after.rows, before.rows).filter((value) => !valuesBefore.has(value)),
  }
}

/** Whether a migration has no effect that could be looked for. */
export function isInvisible({ added, removed, records }: Effect): boolean {
  return added.length + removed.length + records.length === 0
}

/**
 * Whether the whole effect is there, whoever caused it and whatever else has changed. A migration
 * that changes no schema is known by its record.
 */
export function isApplied({ added, removed, records }: Effect, { dump, rows }: Content): boolean {
  const lines = linesOf(dump)
  if (added.length + removed.length > 0) {
    return added.every((line) => lines.has(line)) && removed.every((line) => !lines.has(line))
  }
  const values = valuesOf(rows)
  // Not every one: a migration may fill in what is random.
  return records.some((value) => values.has(value))
}
