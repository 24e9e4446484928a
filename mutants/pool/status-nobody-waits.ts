import type { Mutant } from '../mutant.ts'

export const poolStatusNobodyWaits: Mutant = {
  id: 'pool-status-nobody-waits',
  defect: 'The pool status never tells of anybody who waits.',
  kills: ['pool.status-true'],
  alsoKills: ['operations.pool-status'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '      waiting: this.slots.waiting,',
      replace: '      waiting: 0,',
    },
  ],
}
