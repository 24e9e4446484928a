import type { Mutant } from '../mutant.ts'

export const databaseMigrateWaitsForLocks: Mutant = {
  id: 'database-migrate-waits-for-locks',
  defect: 'A migration waits for its locks as long as it takes, and everybody behind it.',
  kills: ['database.migrate-under-load'],
  edits: [
    {
      file: 'reference-app/src/commands/migrate.ts',
      find: 'SET lock_timeout = ${lockTimeoutMs}',
      replace: 'SET lock_timeout = ${0 * lockTimeoutMs}',
    },
  ],
}
