import type { Mutant } from '../mutant.ts'

export const containerProbeOfCurl: Mutant = {
  id: 'container-probe-of-curl',
  defect: 'The health check calls curl, which the image does not have.',
  kills: ['container.healthcheck'],
  blinds: ['container.unhealthy-detected'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: 'CMD ["node", "reference-app/deploy/health-check.mjs"]',
      replace: 'CMD curl -f http://localhost:8000/health || exit 1',
    },
  ],
}
