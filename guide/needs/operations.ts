import {
  administrator,
  behindEdge,
  cachedPermissions,
  cachedRoles,
  defineNeeds,
  lockedRead,
  started,
} from './need.ts'

/** Of the claims of section operations. */
export const operations = defineNeeds('operations', {
  'operations.system-check': ['commands.check', 'backing.postgres'],
  'operations.url-redacted': [
    ['commands.check', 'commands.poolStatus', 'commands.currentVersion'],
    'backing.postgres',
  ],
  'operations.pool-status': ['commands.poolStatus'],
  'operations.drill-database-refused': [
    'backing.postgres',
    'operations.login',
    administrator,
    started,
  ],
  'operations.drill-bad-gateway': behindEdge,
  'operations.drill-slow-responses': [started, ...lockedRead],
  'operations.drill-slow-permissions': [
    'settings.permissionCacheTtl',
    'cache.figures',
    'endpoints.metrics',
    ...cachedPermissions,
  ],
  'operations.drill-stale-permissions': [
    'cache.changeRoleBySql',
    'settings.permissionCacheTtl',
    ...cachedRoles,
    'backing.postgres',
  ],
})
