import type { Mutant } from '../mutant.ts'

export const cacheRedisForgets: Mutant = {
  id: 'cache-redis-forgets',
  defect: 'Redis is deployed without append-only persistence.',
  kills: ['cache.survives-restart'],
  edits: [
    {
      file: 'reference-app/deploy/docker-compose.prod.yml',
      find: 'command: ["redis-server", "--appendonly", "yes"]',
      replace: 'command: ["redis-server", "--save", ""]',
    },
  ],
}
