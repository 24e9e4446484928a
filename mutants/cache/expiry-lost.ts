import type { Mutant } from '../mutant.ts'

export const cacheExpiryLost: Mutant = {
  id: 'cache-expiry-lost-on-hit',
  defect: 'An entry that is used loses its expiry.',
  kills: ['cache.permission-ttl', 'cache.default-ttl', 'cache.ttl-bounds-staleness'],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: `    if (value !== null) return JSON.parse(value) as T
`,
      replace: `    if (value !== null) void this.redis.persist(key).catch(() => {})
    if (value !== null) return JSON.parse(value) as T
`,
    },
  ],
}
