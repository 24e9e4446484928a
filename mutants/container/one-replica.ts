import type { Mutant } from '../mutant.ts'

export const containerOneReplica: Mutant = {
  id: 'container-one-replica',
  defect: 'One replica carries everything.',
  kills: ['container.replicas'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `replicas: 2
`,
      replace: `replicas: 1
`,
    },
  ],
}
