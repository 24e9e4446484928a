import type { Mutant } from '../mutant.ts'

export const cacheNoExpiry: Mutant = {
  id: 'cache-no-expiry',
  defect: 'Entries are written without an expiry.',
  kills: ['cache.permission-ttl', 'cache.default-ttl', 'cache.ttl-bounds-staleness'],
  edits: [
    {
      file: 'reference-app/src/cache/commands.ts',
      find: "redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[4])",
      replace: "redis.call('SET', KEYS[1], ARGV[3])",
    },
  ],
}
