import type { Mutant } from '../mutant.ts'

export const cacheExpiryRenewed: Mutant = {
  id: 'cache-expiry-renewed-by-hits',
  defect: 'An entry that is used begins its time anew.',
  kills: ['cache.ttl-bounds-staleness'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: '    if (value !== null) return JSON.parse(value) as T\n',
      replace: `    if (value !== null) await this.redis.expire(key, entry.ttlSeconds)
    if (value !== null) return JSON.parse(value) as T\n`,
    },
  ],
}
