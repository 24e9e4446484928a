import type { Mutant } from '../mutant.ts'

export const containerImageUnpinned: Mutant = {
  id: 'container-image-unpinned',
  defect: 'The edge is whatever nginx is today.',
  kills: ['container.compose-valid'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: 'nginx:1.28-alpine',
      replace: 'nginx:alpine',
    },
  ],
}
