import { randomBytes } from 'node:crypto'

type Variables = Record<string, string | undefined>

/** A valid production environment, with the changes of a test. */
export function production(changes: Variables = {}): Variables {
  return {
    ENVIRONMENT: 'production',
    SECRET_KEY: randomBytes(32).toString('base64'),
    JWT_SECRET_KEY: randomBytes(32).toString('base64url'),
    DATABASE_URL: `postgresql://app:${randomBytes(12).toString('hex')}@db:5432/app`,
    REDIS_URL: 'redis://redis:6379/0',
    TRUSTED_HOSTS: 'api.example.org',
    ...changes,
  }
}
