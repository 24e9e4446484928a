import type { Mutant } from '../mutant.ts'

export const healthWaitsForRedis: Mutant = {
  id: 'health-waits-for-redis',
  defect: 'Health asks Redis, and waits for its answer.',
  kills: ['observability.health-independent'],
  edits: [
    {
      file: 'reference-app/src/routes/health.ts',
      find: 'async () => reply)',
      replace: `async () => {
    await fastify.redis.ping()
    return reply
  })`,
    },
  ],
}
