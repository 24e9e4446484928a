/** How often each request of a probe was executed, by the rows that it created. */
import { inconclusive, messageOf } from '#gate/errors.ts'
import { quoteTable } from '#gate/stack/table-name.ts'
import type { Target } from '#gate/system/target.ts'
import { executions } from '../traffic/prober/executed.ts'

/**
 * Counts rows that contain the names of a probe's requests in any column.
 * @param table with its schema, if that is not on the search path
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the table cannot be read
 */
export async function countExecutions(
  target: Target,
  table: string,
  tag: string,
): Promise<Map<number, number>> {
  const name = quoteTable(table)
  const sql = `select each::text as text from ${name} each where position($1 in each::text) > 0`
  const rows = await target.query(sql, [`${tag}-`]).catch((cause) => {
    throw inconclusive(`cannot read table ${table}: ${messageOf(cause)}`, cause)
  })
  return executions(
    tag,
    rows.map(({ text }) => String(text)),
  )
}
