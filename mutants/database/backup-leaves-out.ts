import type { Mutant } from '../mutant.ts'

export const databaseBackupLeavesOut: Mutant = {
  id: 'database-backup-leaves-out',
  defect: 'The backup leaves out the rows of one table.',
  kills: ['database.backup-restores'],
  edits: [
    {
      file: 'reference-app/deploy/backup',
      find: '--format plain',
      replace: '--format plain --exclude-table-data memberships',
    },
  ],
}
