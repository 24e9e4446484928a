import type { Mutant } from '../mutant.ts'

export const databaseMigrationFillsInOneGo: Mutant = {
  id: 'database-migration-fills-in-one-go',
  defect: 'A migration changes every row in one transaction of two seconds.',
  kills: ['database.migrate-under-load'],
  files: {
    'reference-app/migrations/005_record_names.sql': `-- Up Migration
CREATE TABLE record_names (name text);
UPDATE records SET content = trim(content);
SELECT pg_sleep(2);

-- Down Migration
DROP TABLE record_names;
`,
  },
}
