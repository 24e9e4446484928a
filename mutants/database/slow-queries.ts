/** The log of slow queries. */
import { defineMutants, edit } from '../mutant.ts'
import { pool } from '../paths.ts'

export const slowQueries = defineMutants('database', {
  'database-slow-query-silent': {
    defect: 'Slow queries are not logged.',
    kills: ['database.slow-query-visible', 'operations.drill-slow-responses'],
    alsoKills: ['configuration.settings-effective'],
    edits: [
      edit(
        pool,
        'if (durationMs >= this.options.slowQueryMs) {',
        'if (durationMs >= this.options.slowQueryMs * 1e6) {',
      ),
    ],
  },
  'database-slow-query-undated': {
    defect: 'A slow query is logged without its duration.',
    kills: ['database.slow-query-visible'],
    edits: [
      edit(
        pool,
        '{ duration_ms: durationMs, query: text }, `slow query: ${durationMs} ms`',
        "{ query: text }, 'slow query'",
      ),
    ],
  },
  'database-slow-query-reads-only': {
    defect: 'Slow reads are logged, and slow writes are not.',
    kills: ['database.slow-query-visible'],
    edits: [
      edit(
        pool,
        'if (durationMs >= this.options.slowQueryMs) {',
        'if (durationMs >= this.options.slowQueryMs && /^\\s*select/i.test(text)) {',
      ),
    ],
  },
  'database-slow-query-every': {
    defect: 'Every query is logged as a slow one.',
    kills: ['database.slow-query-visible'],
    alsoKills: ['configuration.settings-effective'],
    edits: [
      edit(
        pool,
        'if (durationMs >= this.options.slowQueryMs) {',
        'if (durationMs >= 0 * this.options.slowQueryMs) {',
      ),
    ],
  },
  'database-slow-query-but-inserts': {
    defect: 'Slow reads and changes are logged, and slow inserts are not.',
    kills: ['database.slow-query-visible'],
    edits: [
      edit(
        pool,
        'if (durationMs >= this.options.slowQueryMs) {',
        "if (durationMs >= this.options.slowQueryMs && !text.startsWith('INSERT')) {",
      ),
    ],
  },
})
