import { cachedPermissions, cachedRoles, defineNeeds } from './need.ts'

/** Of the claims of section cache. */
export const cache = defineNeeds('cache', {
  'cache.permission-key': cachedRoles,
  'cache.permission-ttl': ['settings.permissionCacheTtl', ...cachedRoles],
  'cache.default-ttl': [
    'settings.cacheDefaultTtl',
    'cache.otherKeys',
    ...cachedPermissions,
    'operations.readCompany',
  ],
  'cache.hit-spares-database': cachedPermissions,
  'cache.disabled': ['settings.cacheEnabled', ...cachedRoles],
  'cache.role-change-visible': cachedRoles,
  'cache.membership-visible': cachedRoles,
  'cache.invalidate-endpoint': [...cachedPermissions, 'operations.invalidate'],
  'cache.ttl-bounds-staleness': [
    'settings.permissionCacheTtl',
    'cache.changeRoleBySql',
    ...cachedRoles,
    'backing.postgres',
  ],
  'cache.no-stale-fill': cachedRoles,
  'cache.lost-invalidation': cachedRoles,
  'cache.redis-down-degrades': cachedPermissions,
  'cache.redis-down-start': cachedPermissions,
  'cache.redis-slow-degrades': ['settings.redisTimeoutMs', ...cachedPermissions],
  'cache.stampede': [...cachedPermissions, 'backing.postgres'],
  'cache.tenant-isolation': ['operations.createCompany', ...cachedRoles],
  'cache.survives-restart': ['manifests.compose', ...cachedPermissions],
  'cache.clear-nonblocking': [...cachedPermissions, 'operations.invalidate'],
  'cache.hit-ratio-visible': ['cache.figures', 'endpoints.metrics', ...cachedPermissions],
})
