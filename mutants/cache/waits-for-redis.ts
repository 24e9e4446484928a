import type { Mutant } from '../mutant.ts'

export const cacheWaitsForRedis: Mutant = {
  id: 'cache-waits-for-redis',
  defect: 'A request waits for Redis as long as Redis takes.',
  kills: ['cache.redis-slow-degrades'],
  // Nobody answers while Redis is silent.
  blinds: ['cache.lost-invalidation'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: "const [value, fence, epoch] = await within(command, this.options.timeoutMs, 'Redis')",
      replace: 'const [value, fence, epoch] = await command',
    },
  ],
}
