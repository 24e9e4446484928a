import type { Mutant } from '../mutant.ts'

export const databaseReadyWithPending: Mutant = {
  id: 'database-ready-with-pending',
  defect: 'Readiness does not look at migrations.',
  kills: ['database.pending-migration-not-ready'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: "state.database !== 'unavailable' && state.migrations === 'ok'",
      replace: "state.database !== 'unavailable'",
    },
  ],
}
