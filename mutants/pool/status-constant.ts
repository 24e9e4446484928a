import type { Mutant } from '../mutant.ts'

export const poolStatusConstant: Mutant = {
  id: 'pool-status-constant',
  defect: 'The pool status says at all times that the pool is idle.',
  kills: ['pool.status-true'],
  alsoKills: ['operations.pool-status'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      checkedOut: totalCount - idleCount,
      idle: idleCount,`,
      replace: `      checkedOut: 0,
      idle: totalCount,`,
    },
  ],
}
