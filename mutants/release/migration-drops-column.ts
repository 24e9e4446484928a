import type { Mutant } from '../mutant.ts'

export const releaseMigrationDropsColumn: Mutant = {
  id: 'release-migration-drops-column',
  defect: 'A migration drops a column that the version that serves still writes.',
  // Its code is that version's: on the newest schema it works as little.
  kills: ['release.schema-compatible', 'http.critical-endpoints'],
  files: {
    'reference-app/migrations/900_contract_too_soon.sql': `-- Up Migration
ALTER TABLE records DROP COLUMN content;

-- Down Migration
ALTER TABLE records ADD COLUMN content text NOT NULL DEFAULT '';
`,
  },
}
