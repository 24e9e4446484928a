import type { Mutant } from '../mutant.ts'

export const recordSurvivesDeletion: Mutant = {
  id: 'record-survives-deletion',
  defect: 'A deletion is acknowledged and not made.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/repositories/records.ts',
      find: "'DELETE FROM records WHERE company_id = $1 AND id = $2 RETURNING 1'",
      replace: "'SELECT 1 FROM records WHERE company_id = $1 AND id = $2'",
    },
  ],
}
