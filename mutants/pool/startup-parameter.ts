import type { Mutant } from '../mutant.ts'

export const poolStartupParameter: Mutant = {
  id: 'pool-startup-parameter',
  defect: 'The backend sends a startup parameter that PgBouncer does not know.',
  kills: ['pool.pgbouncer'],
  blinds: ['load.very-heavy'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      keepAlive: true,
`,
      replace: `      keepAlive: true,
      statement_timeout: 60_000,
`,
    },
  ],
}
