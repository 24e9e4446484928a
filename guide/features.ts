/**
 * Features that a backend may lack altogether. Claims name the one that they demand; a config can
 * say under `lacks` that there is none.
 */
export const features = [
  'graceful shutdown',
  'health endpoint',
  'readiness endpoint',
  'metrics',
  'log level',
  'slow-query log',
  'login rate limit',
  'trusted hosts',
  'CORS',
  'permission cache',
  'cache invalidation',
  'cache switch',
  'pool timeout',
  'pool recycling',
  'pool status',
  'migrations',
  'rollback of migrations',
  'system check',
  'blue-green release',
  'rolling update',
  'OAuth login',
  'password-reset mail',
  'WebSocket',
] as const

/** A feature that claims of the guide demand. */
export type Feature = (typeof features)[number]
