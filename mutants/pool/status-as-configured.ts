import type { Mutant } from '../mutant.ts'

export const poolStatusAsConfigured: Mutant = {
  id: 'pool-status-as-configured',
  defect: 'The pool status counts connections that were configured, not those that are open.',
  kills: ['pool.status-true'],
  alsoKills: ['operations.pool-status'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '      idle: idleCount,',
      replace: '      idle: size + maxOverflow - (totalCount - idleCount),',
    },
  ],
}
