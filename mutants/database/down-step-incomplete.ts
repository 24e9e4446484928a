import type { Mutant } from '../mutant.ts'

export const databaseDownStepIncomplete: Mutant = {
  id: 'database-down-step-incomplete',
  defect: 'The down step of a migration forgets a constraint, which is then added again.',
  kills: ['database.migrate-downgrade'],
  files: {
    'reference-app/migrations/005_record_limits.sql': `-- Up Migration
ALTER TABLE records ADD CHECK (length(content) <= 1000000);
CREATE TABLE record_limits (company_id integer PRIMARY KEY, records integer NOT NULL);

-- Down Migration
DROP TABLE record_limits;
`,
  },
}
