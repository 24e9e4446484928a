import type { Mutant } from '../mutant.ts'

export const databaseMigrationKeepsTheTable: Mutant = {
  id: 'database-migration-keeps-the-table',
  defect: 'A migration works for two seconds on a table that it keeps for itself.',
  kills: ['database.migrate-under-load'],
  files: {
    'reference-app/migrations/005_record_sizes.sql': `-- Up Migration
ALTER TABLE records ADD COLUMN size integer;
SELECT pg_sleep(2);

-- Down Migration
ALTER TABLE records DROP COLUMN size;
`,
  },
}
