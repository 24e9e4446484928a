import type { Mutant } from '../mutant.ts'

export const roleChangeNotSeen: Mutant = {
  id: 'role-change-not-seen',
  defect: 'After a role change the permissions from before it are answered.',
  kills: [
    'http.critical-endpoints',
    'cache.role-change-visible',
    'cache.no-stale-fill',
    'cache.lost-invalidation',
  ],
  edits: [
    {
      file: 'reference-app/src/cache/cache.ts',
      find: '    const settled = invalidations.map(',
      replace: '    if (invalidations.length > 0) return\n    const settled = invalidations.map(',
    },
    {
      file: 'reference-app/src/cache/cache.ts',
      find: '    const commands = this.redis.multi()\n',
      replace:
        '    if (invalidations.length > 0) return\n    const commands = this.redis.multi()\n',
    },
  ],
}
