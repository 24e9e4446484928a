/** The statement that fills a table with copies of one of its rows: data in, data out. */
import { escapeIdentifier } from 'pg'

/** A column, as PostgreSQL's catalog describes it. */
export interface Column {
  name: string
  /** `S` text, `N` number, `D` date or time, `U` user-defined, and so on: pg_type.typcategory. */
  category: string
  type: string
  /** Of a text; 0: any. */
  length: number
  /** The database makes its value: identity, generated, or from a sequence. */
  isMade: boolean
  /** It refers to another table. */
  refers: boolean
  /** The unique indexes that it is part of. */
  uniqueIn: readonly number[]
}

const isText = ({ category }: Column) => category === 'S'

/** The column that an index takes longest on: a text if there is one. */
export function textColumn(columns: readonly Column[]): Column {
  const free = columns.filter((column) => isText(column) && column.uniqueIn.length === 0)
  return (free[0] ?? columns.find(isText) ?? columns[0]) as Column
}

/** The columns that must differ from row to row, so that no unique index refuses a copy. */
export function varied(columns: readonly Column[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const index of new Set(columns.flatMap(({ uniqueIn }) => uniqueIn))) {
    const members = columns.filter(({ uniqueIn }) => uniqueIn.includes(index))
    if (members.some(({ isMade, name }) => isMade || names.has(name))) continue
    const own = members.find(({ refers }) => !refers) ?? members.at(-1)
    if (own) names.add(own.name)
  }
  return names
}

function text(length: number, expression: string): string {
  return length > 0 ? `left(${expression}, ${length})` : expression
}

/** A value that no other row has; `number` counts the rows. */
function uniqueValue(table: string, { name, category, type, length }: Column): string {
  const column = escapeIdentifier(name)
  if (type === 'uuid') return 'gen_random_uuid()'
  if (category === 'S') return text(length, "md5(number::text || 'preflight')")
  if (category === 'N') return `(select max(${column}) from ${table}) + number`
  if (category === 'D') return `one.${column} + number * interval '1 day'`
  return `one.${column}`
}

/**
 * Inserts the rows `$1` to `$2`.
 * @param table quoted
 * @param options.isRandom whether texts get random values, which take an index longer than copies
 */
export function fillStatement(
  table: string,
  columns: readonly Column[],
  { isRandom }: { isRandom: boolean },
): string {
  const different = varied(columns)
  const given = columns.filter(({ isMade }) => !isMade)
  const values = given.map((column) => {
    const name = escapeIdentifier(column.name)
    if (different.has(column.name)) return uniqueValue(table, column)
    const isFree = isText(column) && !column.refers && column.uniqueIn.length === 0
    return isRandom && isFree ? text(column.length, 'md5(random()::text)') : `one.${name}`
  })
  const names = given.map(({ name }) => escapeIdentifier(name))
  return `insert into ${table} (${names.join(', ')}) select ${values.join(', ')}
    from (select * from ${table} limit 1) as one,
      generate_series($1::int, $2::int) as number`
}
