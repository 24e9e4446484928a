import type { Mutant } from '../mutant.ts'

export const databaseCurrentPrintsOldest: Mutant = {
  id: 'database-current-prints-oldest',
  defect: 'The current-version command prints the oldest migration.',
  kills: ['database.migrate-upgrade'],
  edits: [
    {
      file: 'reference-app/src/commands/current.ts',
      find: 'ORDER BY id DESC',
      replace: 'ORDER BY id ASC',
    },
  ],
}
