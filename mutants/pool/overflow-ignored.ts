import type { Mutant } from '../mutant.ts'

export const poolOverflowIgnored: Mutant = {
  id: 'pool-overflow-ignored',
  defect: 'The pool has its size and no overflow, whatever is set.',
  kills: ['pool.reaches-bound', 'pool.formula-tight', 'pool.queueing-predicted'],
  alsoKills: ['configuration.settings-effective'],
  blinds: ['pool.keeps-size'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'const count = options.size + options.maxOverflow',
      replace: 'const count = options.size',
    },
  ],
}
