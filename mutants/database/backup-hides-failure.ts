import type { Mutant } from '../mutant.ts'

export const databaseBackupHidesFailure: Mutant = {
  id: 'database-backup-hides-failure',
  defect: 'A backup that failed ends like one that did not.',
  kills: ['database.backup-restores'],
  edits: [
    {
      file: 'reference-app/deploy/backup',
      find: '--format plain --file "$file.part"',
      replace: '--format plain | cat > "$file.part"',
    },
    { file: 'reference-app/deploy/backup', find: 'set -euo pipefail', replace: 'set -eu' },
  ],
}
