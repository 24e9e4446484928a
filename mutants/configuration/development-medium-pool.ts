import type { Mutant } from '../mutant.ts'

export const developmentMediumPool: Mutant = {
  id: 'development-medium-pool',
  defect: 'Development has the pool of the Medium row: a laptop runs out of connections.',
  kills: ['configuration.development-starts'],
  edits: [
    {
      file: 'reference-app/src/config/defaults.ts',
      find: "DB_POOL_SIZE: '5',\n  DB_MAX_OVERFLOW: '10',",
      replace: "DB_POOL_SIZE: '20',\n  DB_MAX_OVERFLOW: '40',",
    },
  ],
}
