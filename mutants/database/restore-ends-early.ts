import type { Mutant } from '../mutant.ts'

export const databaseRestoreEndsEarly: Mutant = {
  id: 'database-restore-ends-early',
  defect: 'A restore loads the tables, and not where their sequences stood.',
  kills: ['database.backup-restores'],
  edits: [
    {
      file: 'reference-app/deploy/restore',
      find: '--file "$file"',
      replace: '--file <(grep -v "pg_catalog.setval" "$file")',
    },
  ],
}
