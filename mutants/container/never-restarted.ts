import type { Mutant } from '../mutant.ts'

export const containerNeverRestarted: Mutant = {
  id: 'container-never-restarted',
  defect: 'Nobody starts the backend again after a crash.',
  kills: ['container.restart'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `image: \${BACKEND_IMAGE:?}
    restart: always`,
      replace: `image: \${BACKEND_IMAGE:?}
    restart: "no"`,
    },
  ],
}
