import type { Mutant } from '../mutant.ts'

export const cacheKeyOtherwise: Mutant = {
  id: 'cache-key-otherwise',
  defect: 'Permissions lie under a key of another shape than the documented one.',
  kills: ['cache.permission-key'],
  // Whatever has to find or drop an entry first.
  blinds: [
    'cache.permission-ttl',
    'cache.hit-spares-database',
    'cache.invalidate-endpoint',
    'cache.no-stale-fill',
    'cache.lost-invalidation',
    'cache.redis-down-degrades',
    'cache.redis-slow-degrades',
    'cache.stampede',
    'cache.survives-restart',
    'cache.clear-nonblocking',
    'cache.hit-ratio-visible',
  ],
  edits: [
    {
      file: 'reference-app/src/cache/keys.ts',
      find: `return \`user:\${userId}:company:\${companyId}:permissions\``,
      replace: `return \`user:\${userId}:permissions:\${companyId}\``,
    },
  ],
}
