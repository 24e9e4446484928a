import type { Mutant } from '../mutant.ts'

export const poolSizeNotKept: Mutant = {
  id: 'pool-size-not-kept',
  defect: 'Every connection is closed once it is idle.',
  kills: ['pool.keeps-size'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'min: options.size,',
      replace: 'min: 0,',
    },
  ],
}
