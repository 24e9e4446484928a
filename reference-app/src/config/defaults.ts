/** Defaults of unset variables, as text, like the environment's values. */
type Defaults = Readonly<Record<string, string>>

const common: Defaults = {
  DEBUG: 'false',
  LOG_LEVEL: 'INFO',
  APP_VERSION: '1.0.0',
  PORT: '8000',
  SHUTDOWN_DELAY: '0',
  SHUTDOWN_TIMEOUT: '9',
  DB_POOL_TIMEOUT: '30',
  DB_POOL_RECYCLE: '3600',
  SLOW_QUERY_MS: '500',
  REDIS_TIMEOUT_MS: '250',
  CACHE_ENABLED: 'true',
  CACHE_DEFAULT_TTL: '300',
  PERMISSION_CACHE_TTL: '3600',
  BACKEND_CORS_ORIGINS: '',
  TRUSTED_PROXIES: 'loopback',
  LOGIN_RATE_LIMIT: '5',
  LOGIN_RATE_LIMIT_WINDOW: '60',
  ACCESS_TOKEN_TTL: '900',
  REFRESH_TOKEN_TTL: '1209600',
  OAUTH_ISSUER_URL: 'https://accounts.google.com',
  SMTP_PORT: '587',
  SMTP_FROM: 'no-reply@localhost',
}

/** A developer's machine: everything on localhost, the tuning table's Light row. */
export const developmentDefaults: Defaults = {
  ...common,
  ENVIRONMENT: 'development',
  HOST: '127.0.0.1',
  WORKERS: '1',
  SECRET_KEY: 'development-only-insecure-secret-key-do-not-deploy',
  JWT_SECRET_KEY: 'development-only-insecure-jwt-key-do-not-deploy',
  DATABASE_URL: 'postgresql://postgres:postgres@localhost:5432/reference_app',
  DB_POOL_SIZE: '5',
  DB_MAX_OVERFLOW: '10',
  REDIS_URL: 'redis://localhost:6379/0',
  TRUSTED_HOSTS: 'localhost,127.0.0.1,[::1]',
}

/** Production: the Medium row, and no default for what only the operator can know. */
export const productionDefaults: Defaults = {
  ...common,
  HOST: '0.0.0.0',
  WORKERS: '4',
  DB_POOL_SIZE: '20',
  DB_MAX_OVERFLOW: '40',
}
