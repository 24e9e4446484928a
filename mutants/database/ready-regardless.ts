import type { Mutant } from '../mutant.ts'

export const databaseReadyRegardless: Mutant = {
  id: 'database-ready-regardless',
  defect: 'Readiness stays as it was when the database goes away.',
  kills: ['database.unreachable-reported'],
  alsoKills: ['observability.readiness-honest'],
  edits: [
    {
      file: 'reference-app/src/routes/ready.ts',
      find: "state.database !== 'unavailable' && state.migrations === 'ok'",
      replace: "state.database === 'unavailable' || state.migrations === 'ok'",
    },
  ],
}
