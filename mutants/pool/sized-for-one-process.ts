import type { Mutant } from '../mutant.ts'

export const poolSizedForOneProcess: Mutant = {
  id: 'pool-sized-for-one-process',
  defect: 'The deployment gives every process the pool that was meant for all of them.',
  kills: ['pool.formula-holds'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: 'DB_POOL_SIZE:-20',
      replace: 'DB_POOL_SIZE:-50',
    },
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: 'DB_MAX_OVERFLOW:-40',
      replace: 'DB_MAX_OVERFLOW:-100',
    },
  ],
}
