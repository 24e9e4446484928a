import type { Mutant } from '../mutant.ts'

export const databaseNeverAgain: Mutant = {
  id: 'database-never-again',
  defect: 'A worker that could not connect once never tries again.',
  kills: ['database.unreachable-reported'],
  alsoKills: ['pool.survives-restart'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '  private probing: Promise',
      replace: `  private lost = false
  private probing: Promise`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    for (;;) {
`,
      replace: `    for (;;) {
      if (this.lost) throw new DatabaseUnavailableError('not connected')
`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      if (isUnavailable(error)) throw this.unavailable('is not available', error)
`,
      replace: `      if (isUnavailable(error)) {
        this.lost = true
        throw this.unavailable('is not available', error)
      }
`,
    },
  ],
}
