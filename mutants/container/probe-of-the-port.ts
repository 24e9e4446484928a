import type { Mutant } from '../mutant.ts'

export const containerProbeOfThePort: Mutant = {
  id: 'container-probe-of-the-port',
  defect: 'The health check is content with an open port, which a server that hangs has too.',
  kills: ['container.unhealthy-detected'],
  edits: [
    {
      file: 'reference-app/deploy/Dockerfile',
      find: 'CMD ["node", "reference-app/deploy/health-check.mjs"]',
      replace:
        "CMD node --eval \"require('net').connect(8000).on('connect', () => process.exit(0))\"",
    },
  ],
}
