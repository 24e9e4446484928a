import type { Mutant } from '../mutant.ts'

export const poolOneTooFew: Mutant = {
  id: 'pool-one-too-few',
  defect: 'A pool never opens the last of its connections.',
  kills: ['pool.reaches-bound', 'pool.formula-tight', 'pool.queueing-predicted'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'const count = options.size + options.maxOverflow',
      replace: 'const count = Math.max(1, options.size + options.maxOverflow - 1)',
    },
  ],
}
