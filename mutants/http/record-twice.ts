import type { Mutant } from '../mutant.ts'

export const recordTwice: Mutant = {
  id: 'record-twice',
  defect: 'The same record can be created twice.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/migrations/003_records.sql',
      find: `  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (company_id, name)`,
      replace: '  updated_at timestamptz NOT NULL DEFAULT now()',
    },
  ],
}
