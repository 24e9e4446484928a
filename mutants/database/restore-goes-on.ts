import type { Mutant } from '../mutant.ts'

export const databaseRestoreGoesOn: Mutant = {
  id: 'database-restore-goes-on',
  defect: 'A restore goes on after an error, and ends as if there had been none.',
  kills: ['database.backup-restores'],
  edits: [
    {
      file: 'reference-app/deploy/restore',
      find: '  --set ON_ERROR_STOP=1 --single-transaction --file',
      replace: '  --file',
    },
  ],
}
