/** The same settings in another unit: a defect only if the config of the target does not say so. */
import { type Edit, edit } from './mutant.ts'
import { databasePlugin, defaults, permissionsPlugin, settingsSchema } from './paths.ts'

/** DB_POOL_TIMEOUT in milliseconds. */
export const timeoutInMs: readonly Edit[] = [
  edit(
    settingsSchema,
    "DB_POOL_TIMEOUT: { type: 'number', exclusiveMinimum: 0, maximum: 3600 }",
    "DB_POOL_TIMEOUT: { type: 'number', exclusiveMinimum: 0, maximum: 3_600_000 }",
  ),
  edit(defaults, "DB_POOL_TIMEOUT: '30'", "DB_POOL_TIMEOUT: '30000'"),
  edit(
    databasePlugin,
    'timeoutMs: settings.DB_POOL_TIMEOUT * 1000',
    'timeoutMs: settings.DB_POOL_TIMEOUT',
  ),
]

/** PERMISSION_CACHE_TTL in minutes. */
export const ttlInMinutes: readonly Edit[] = [
  edit(
    settingsSchema,
    "PERMISSION_CACHE_TTL: { type: 'integer', minimum: 1,",
    "PERMISSION_CACHE_TTL: { type: 'number', exclusiveMinimum: 0,",
  ),
  edit(defaults, "PERMISSION_CACHE_TTL: '3600'", "PERMISSION_CACHE_TTL: '60'"),
  edit(
    permissionsPlugin,
    'ttlSeconds: settings.PERMISSION_CACHE_TTL',
    'ttlSeconds: Math.round(settings.PERMISSION_CACHE_TTL * 60)',
  ),
]
