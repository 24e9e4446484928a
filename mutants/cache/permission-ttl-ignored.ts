import type { Mutant } from '../mutant.ts'

export const cachePermissionTtlIgnored: Mutant = {
  id: 'cache-permission-ttl-ignored',
  defect: 'Permissions live for an hour, whatever is configured.',
  kills: ['cache.permission-ttl', 'cache.ttl-bounds-staleness'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/permissions.ts',
      find: 'ttlSeconds: settings.PERMISSION_CACHE_TTL',
      replace: 'ttlSeconds: 3_600',
    },
  ],
}
