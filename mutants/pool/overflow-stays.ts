import type { Mutant } from '../mutant.ts'

export const poolOverflowStays: Mutant = {
  id: 'pool-overflow-stays',
  defect: 'Overflow connections stay open for ever.',
  kills: ['pool.keeps-size'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'idleTimeoutMillis: overflowIdleMs',
      replace: 'idleTimeoutMillis: 0',
    },
  ],
}
