import type { Mutant } from '../mutant.ts'

export const databaseSlowQuerySilent: Mutant = {
  id: 'database-slow-query-silent',
  defect: 'Slow queries are not logged.',
  kills: ['database.slow-query-visible', 'operations.drill-slow-responses'],
  alsoKills: ['configuration.settings-effective'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'if (durationMs >= this.options.slowQueryMs) {',
      replace: 'if (durationMs >= this.options.slowQueryMs * 1e6) {',
    },
  ],
}
