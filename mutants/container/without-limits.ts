import type { Mutant } from '../mutant.ts'

export const containerWithoutLimits: Mutant = {
  id: 'container-without-limits',
  defect: 'Replicas may take all of the machine.',
  kills: ['container.limits'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `      resources:
        limits:
          # The image's NODE_OPTIONS keep four workers within this memory.
          cpus: "1"
          memory: 1G
`,
      replace: '',
    },
  ],
}
