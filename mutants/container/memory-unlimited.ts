import type { Mutant } from '../mutant.ts'

export const containerMemoryUnlimited: Mutant = {
  id: 'container-memory-unlimited',
  defect: 'Replicas have a limit of CPU and none of memory.',
  kills: ['container.limits'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `          memory: 1G
`,
      replace: '',
    },
  ],
}
