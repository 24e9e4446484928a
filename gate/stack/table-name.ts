/** Names of tables, as SQL takes them. */
import { escapeIdentifier } from 'pg'

/** @param table with its schema before a dot, if that is not on the search path */
export function quoteTable(table: string): string {
  return table.split('.').map(escapeIdentifier).join('.')
}
