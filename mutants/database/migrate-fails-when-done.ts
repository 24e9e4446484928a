import type { Mutant } from '../mutant.ts'

export const databaseMigrateFailsWhenDone: Mutant = {
  id: 'database-migrate-fails-when-done',
  defect: 'Migrating a database that is up to date ends with an error.',
  kills: ['database.migrate-upgrade', 'database.migrate-concurrent'],
  edits: [
    {
      file: 'reference-app/src/commands/migrate.ts',
      find: "if (done.length === 0) console.log('nothing to do')",
      replace: "if (done.length === 0) throw new Error('nothing to do')",
    },
  ],
}
