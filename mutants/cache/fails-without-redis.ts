import type { Mutant } from '../mutant.ts'

export const cacheFailsWithoutRedis: Mutant = {
  id: 'cache-fails-without-redis',
  defect: 'What Redis does not answer is answered with an error.',
  kills: ['cache.redis-down-degrades', 'cache.redis-slow-degrades'],
  // Nobody answers while Redis is away.
  blinds: ['cache.lost-invalidation'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `    if (!this.usable) return undefined
    try {
      const command = this.redis.mget`,
      replace: `    if (!this.options.enabled) return undefined
    try {
      const command = this.redis.mget`,
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `      return [value ?? null, fence ?? '', epoch ?? '']
    } catch (error) {
      this.rest(error)
      return undefined
    }`,
      replace: `      return [value ?? null, fence ?? '', epoch ?? '']
    } catch (error) {
      this.rest(error)
      throw error
    }`,
    },
  ],
}
