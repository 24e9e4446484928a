import type { Mutant } from '../mutant.ts'

export const databaseMigrateRefusesASecond: Mutant = {
  id: 'database-migrate-refuses-a-second',
  defect: 'A migrator that finds another at work ends with an error.',
  kills: ['database.migrate-concurrent'],
  edits: [
    {
      file: 'reference-app/src/commands/migrate.ts',
      find: `    await client.query('SELECT pg_advisory_lock($1)', [migratorLock])
`,
      replace: `    const lock = 'SELECT pg_try_advisory_lock($1) AS mine'
    const { rows } = await client.query(lock, [migratorLock])
    if (!rows[0].mine) throw new Error('another migrator is at work')
`,
    },
  ],
}
