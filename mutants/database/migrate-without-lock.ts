import type { Mutant } from '../mutant.ts'

export const databaseMigrateWithoutLock: Mutant = {
  id: 'database-migrate-without-lock',
  defect: 'Two migrators at once both begin at the beginning.',
  kills: ['database.migrate-concurrent'],
  edits: [
    {
      file: 'reference-app/src/commands/migrate.ts',
      find: `    await client.query('SELECT pg_advisory_lock($1)', [migratorLock])
`,
      replace: `    await client.query('SELECT $1::int', [migratorLock])
`,
    },
  ],
}
