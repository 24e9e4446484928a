import type { Mutant } from '../mutant.ts'

export const poolWorkersUncounted: Mutant = {
  id: 'pool-workers-uncounted',
  defect: 'The deployment runs five workers where the server is sized for four.',
  kills: ['pool.formula-holds'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: 'WORKERS:-4',
      replace: 'WORKERS:-5',
    },
  ],
}
