import type { Mutant } from '../mutant.ts'

export const redisLossUnsaid: Mutant = {
  id: 'redis-loss-unsaid',
  defect: 'Without Redis the backend goes on, and says nothing of it.',
  kills: ['operations.drill-slow-permissions'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/redis.ts',
      find: `    if (known !== 'down') log.warn({ exception: error }, 'Redis is not available')`,
      replace: `    if (known !== 'down') log.debug({ exception: error }, 'Redis is not available')`,
    },
    {
      file: 'reference-app/src/plugins/external/redis.ts',
      find: `    if (known === 'down') log.info('Redis is back')`,
      replace: `    if (known === 'down') log.debug('Redis is back')`,
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `    this.log.warn({ exception: error }, 'cache does without Redis for a moment')`,
      replace: `    this.log.debug({ exception: error }, 'cache does without Redis for a moment')`,
    },
    {
      file: 'reference-app/src/cache/catch-up.ts',
      find: `this.log.warn({ exception: error }, 'invalidation failed: cache unused until it is made up')`,
      replace: `this.log.debug({ exception: error }, 'invalidation failed: cache unused until it is made up')`,
    },
  ],
}
