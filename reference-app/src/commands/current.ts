import { errorCode } from '../database/errors.ts'
import { migrationsTable } from '../database/migrations.ts'
import { withConnection } from './connect.ts'

const undefinedTable = '42P01'

/** Prints the newest applied migration, or `none`. */
export async function current(): Promise<number> {
  const names = await withConnection(async (client) => {
    try {
      const text = `SELECT name FROM ${migrationsTable} ORDER BY id DESC LIMIT 1`
      return (await client.query<{ name: string }>(text)).rows
    } catch (error) {
      if (errorCode(error) === undefinedTable) return []
      throw error
    }
  })
  console.log(names[0]?.name ?? 'none')
  return 0
}
