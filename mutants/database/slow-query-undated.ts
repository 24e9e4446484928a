import type { Mutant } from '../mutant.ts'

export const databaseSlowQueryUndated: Mutant = {
  id: 'database-slow-query-undated',
  defect: 'A slow query is logged without its duration.',
  kills: ['database.slow-query-visible'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '{ duration_ms: durationMs, query: text }, `slow query: ${durationMs} ms`',
      replace: "{ query: text }, 'slow query'",
    },
  ],
}
