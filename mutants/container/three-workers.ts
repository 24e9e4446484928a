import type { Mutant } from '../mutant.ts'

export const containerThreeWorkers: Mutant = {
  id: 'container-three-workers',
  defect: 'The composition runs three workers in a container.',
  kills: ['container.workers'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: 'WORKERS: ${WORKERS:-4}',
      replace: 'WORKERS: ${WORKERS:-3}',
    },
  ],
}
