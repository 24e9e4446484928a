import type { Mutant } from '../mutant.ts'

export const poolReplicasUncounted: Mutant = {
  id: 'pool-replicas-uncounted',
  defect: 'The deployment runs four replicas on a server that is sized for two.',
  kills: ['pool.formula-holds'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: 'replicas: 2',
      replace: 'replicas: 4',
    },
  ],
}
