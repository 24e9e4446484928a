import type { Mutant } from '../mutant.ts'

export const containerCacheForgets: Mutant = {
  id: 'container-cache-forgets',
  defect: 'The data of the cache goes with its container.',
  kills: ['container.data-survives'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: `    volumes:
      - redis-data:/data
`,
      replace: '',
    },
  ],
}
