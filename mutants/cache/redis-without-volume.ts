import type { Mutant } from '../mutant.ts'

export const cacheRedisWithoutVolume: Mutant = {
  id: 'cache-redis-without-volume',
  defect: 'Redis keeps its data in the container, which goes with every deployment.',
  kills: ['cache.survives-restart'],
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
