import type { Mutant } from '../mutant.ts'
import { deadKnobs } from './knobs.ts'

const fixed = {
  LOG_LEVEL: 'INFO',
  CACHE_ENABLED: true,
  WORKERS: 1,
  BACKEND_CORS_ORIGINS: 'https://example.com',
  TRUSTED_HOSTS: 'api.example.com,127.0.0.1,localhost',
  TRUSTED_PROXIES: 'loopback',
  LOGIN_RATE_LIMIT: 1000,
  SMTP_FROM: 'no-reply@example.com',
  APP_VERSION: '1.0.0',
  DB_POOL_SIZE: 8,
  DB_MAX_OVERFLOW: 0,
  DB_POOL_TIMEOUT: 2,
  DB_POOL_RECYCLE: 3600,
  PERMISSION_CACHE_TTL: 3600,
  CACHE_DEFAULT_TTL: 300,
  REDIS_TIMEOUT_MS: 250,
  ACCESS_TOKEN_TTL: 900,
  REFRESH_TOKEN_TTL: 86_400,
  SLOW_QUERY_MS: 60_000,
  SHUTDOWN_DELAY: 0,
  SHUTDOWN_TIMEOUT: 3,
}

/** One deployment with all of them: the check tries every variable, which takes a whole run. */
export const deadKnobsOfAllKinds: Mutant = {
  id: 'dead-knobs-of-all-kinds',
  defect: 'Pool, times, hosts, limits, levels and switches are what they are, whatever is set.',
  kills: ['configuration.settings-effective'],
  naming: Object.keys(fixed),
  edits: [deadKnobs(fixed)],
}
