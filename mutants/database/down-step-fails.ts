import type { Mutant } from '../mutant.ts'

export const databaseDownStepFails: Mutant = {
  id: 'database-down-step-fails',
  defect: 'The down step of the newest migration names a table that there is not.',
  kills: ['database.migrate-downgrade'],
  blinds: [
    'database.migrate-upgrade',
    'database.migrate-under-load',
    'database.pending-migration-not-ready',
  ],
  edits: [
    {
      file: 'reference-app/migrations/004_cache_invalidations.sql',
      find: 'DROP TABLE cache_invalidations;',
      replace: 'DROP TABLE cache_invalidation;',
    },
  ],
}
