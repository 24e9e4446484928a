/** Backup and restore. */
import { defineMutants, edit, overlay } from '../mutant.ts'

const backupScript = 'reference-app/deploy/backup'
const restoreScript = 'reference-app/deploy/restore'

export const backups = defineMutants('database', {
  'database-backup-table-by-table': {
    defect: 'The backup takes one table after the other, each as it is then.',
    kills: ['database.backup-consistent'],
    edits: [
      edit(
        backupScript,
        'pg_dump --host "$PGHOST" --format plain --file "$file.part"',
        overlay('database-backup-table-by-table/backup.sh'),
      ),
    ],
  },
  'database-restore-takes-half-a-backup': {
    defect: 'A backup whose end is missing is restored as far as it goes, and that is no error.',
    kills: ['database.backup-restores'],
    naming: ['half a backup'],
    edits: [edit(restoreScript, '  exit 65', '  :')],
  },
  'database-backup-without-an-address-is-done': {
    defect: 'Where the address of the database is none, the backup ends as if it were made.',
    kills: ['database.backup-restores'],
    edits: [edit('reference-app/deploy/connection', 'exit 64', 'exit 0')],
  },
  'database-backup-fails': {
    defect: 'The backup asks for a format that there is not, and ends with an error.',
    kills: ['database.backup-restores'],
    blinds: ['database.backup-consistent'],
    edits: [edit(backupScript, '--format plain', '--format written')],
  },
  'database-backup-leaves-out': {
    defect: 'The backup leaves out the rows of one table.',
    kills: ['database.backup-restores'],
    edits: [
      edit(backupScript, '--format plain', '--format plain --exclude-table-data memberships'),
    ],
  },
  'database-backup-of-another-database': {
    defect: 'The backup asks for a database that does not exist, and says so.',
    kills: ['database.backup-restores'],
    blinds: ['database.backup-consistent'],
    edits: [edit(backupScript, '--format plain', 'plain')],
  },
  'database-backup-hides-failure': {
    defect: 'A backup that failed ends like one that did not.',
    kills: ['database.backup-restores'],
    edits: [
      edit(
        backupScript,
        '--format plain --file "$file.part"',
        '--format plain | cat > "$file.part"',
      ),
      edit(backupScript, 'set -euo pipefail', 'set -eu'),
    ],
  },
  'database-restore-goes-on': {
    defect: 'A restore goes on after an error, and ends as if there had been none.',
    kills: ['database.backup-restores'],
    edits: [edit(restoreScript, '--set ON_ERROR_STOP=1 --single-transaction --file', '--file')],
  },
  'database-restore-ends-early': {
    defect: 'A restore loads the tables, and not where their sequences stood.',
    kills: ['database.backup-restores'],
    edits: [edit(restoreScript, '--file "$file"', '--file <(grep -v "pg_catalog.setval" "$file")')],
  },
  'database-restore-without-indexes': {
    defect: 'A restore loads tables and rows, and none of the indexes.',
    kills: ['database.backup-restores'],
    edits: [edit(restoreScript, '--file "$file"', '--file <(grep -v "^CREATE INDEX" "$file")')],
  },
})
