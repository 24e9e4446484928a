import type { Mutant } from '../mutant.ts'

export const databaseMigrateAddsEachTime: Mutant = {
  id: 'database-migrate-adds-each-time',
  defect: 'Every run of the migrator adds an index again.',
  kills: ['database.migrate-upgrade', 'database.migrate-downgrade', 'database.migrate-concurrent'],
  edits: [
    {
      file: 'reference-app/src/commands/migrate.ts',
      find: '    const verb =',
      replace: `    if (direction === 'up') await client.query('CREATE INDEX ON records (updated_at)')
    const verb =`,
    },
  ],
}
