import type { Mutant } from '../mutant.ts'

export const poolHalfTheBound: Mutant = {
  id: 'pool-half-the-bound',
  defect: 'Half of the pool is never opened.',
  kills: ['pool.reaches-bound', 'pool.formula-tight', 'pool.queueing-predicted'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'const count = options.size + options.maxOverflow',
      replace: 'const count = Math.ceil((options.size + options.maxOverflow) / 2)',
    },
  ],
}
