import type { Mutant } from '../mutant.ts'

export const poolOneTooMany: Mutant = {
  id: 'pool-one-too-many',
  defect: 'A pool opens one connection more than size and overflow.',
  kills: ['pool.bounded', 'pool.formula-tight', 'pool.queueing-predicted'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'const count = options.size + options.maxOverflow',
      replace: 'const count = options.size + options.maxOverflow + 1',
    },
  ],
}
