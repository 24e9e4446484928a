import type { Mutant } from '../mutant.ts'

export const databaseSlowQueryEvery: Mutant = {
  id: 'database-slow-query-every',
  defect: 'Every query is logged as a slow one.',
  kills: ['database.slow-query-visible'],
  alsoKills: ['configuration.settings-effective'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'if (durationMs >= this.options.slowQueryMs) {',
      replace: 'if (durationMs >= 0 * this.options.slowQueryMs) {',
    },
  ],
}
