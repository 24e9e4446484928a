import type { Mutant } from '../mutant.ts'

export const recordUpdateLost: Mutant = {
  id: 'record-update-lost',
  defect: 'A change of a name is acknowledged and not kept.',
  kills: ['http.critical-endpoints'],
  edits: [
    {
      file: 'reference-app/src/repositories/records.ts',
      find: 'SET name = COALESCE($3, name)',
      replace: 'SET name = COALESCE(name, $3)',
    },
  ],
}
