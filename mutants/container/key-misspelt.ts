import type { Mutant } from '../mutant.ts'

export const containerKeyMisspelt: Mutant = {
  id: 'container-key-misspelt',
  defect: 'A key of the compose file is misspelt, so that it says nothing.',
  kills: ['container.compose-valid'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `image: redis:7-alpine
    restart: always`,
      replace: `image: redis:7-alpine
    restrat: always`,
    },
  ],
}
