import type { Mutant } from '../mutant.ts'

export const containerProbeRarely: Mutant = {
  id: 'container-probe-rarely',
  defect: 'The health check looks every five minutes.',
  kills: ['container.healthcheck'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: '--interval=30s',
      replace: '--interval=300s',
    },
  ],
}
