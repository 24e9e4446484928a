import type { Mutant } from '../mutant.ts'

export const containerProbeVacuous: Mutant = {
  id: 'container-probe-vacuous',
  defect: 'The health check succeeds whatever the server does.',
  kills: ['container.unhealthy-detected'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: 'CMD ["node", "reference-app/deploy/health-check.mjs"]',
      replace: 'CMD ["node", "--eval", "0"]',
    },
  ],
}
