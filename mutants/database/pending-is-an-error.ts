import type { Mutant } from '../mutant.ts'

export const databasePendingIsAnError: Mutant = {
  id: 'database-pending-is-an-error',
  defect: 'What fails because a migration is pending is answered with 500.',
  kills: ['database.pending-migration-not-ready'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/error-handler.ts',
      find: '(await isBehind(error)) ?',
      replace: '(await isBehind(error)) && error.statusCode === 1 ?',
    },
  ],
}
