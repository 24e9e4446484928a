import type { XStatic } from 'typebox/schema'

/**
 * Every environment variable of the backend, as JSON Schema.
 *
 * Plain JSON Schema and not a builder: the primary process validates before it loads anything
 * heavy, and the type is derived from this literal at no cost at run time.
 */
export const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  required: [
    'ENVIRONMENT',
    'DEBUG',
    'LOG_LEVEL',
    'APP_VERSION',
    'HOST',
    'PORT',
    'WORKERS',
    'SHUTDOWN_DELAY',
    'SHUTDOWN_TIMEOUT',
    'SECRET_KEY',
    'JWT_SECRET_KEY',
    'DATABASE_URL',
    'DB_POOL_SIZE',
    'DB_MAX_OVERFLOW',
    'DB_POOL_TIMEOUT',
    'DB_POOL_RECYCLE',
    'SLOW_QUERY_MS',
    'REDIS_URL',
    'REDIS_TIMEOUT_MS',
    'CACHE_ENABLED',
    'CACHE_DEFAULT_TTL',
    'PERMISSION_CACHE_TTL',
    'BACKEND_CORS_ORIGINS',
    'TRUSTED_HOSTS',
    'TRUSTED_PROXIES',
    'LOGIN_RATE_LIMIT',
    'LOGIN_RATE_LIMIT_WINDOW',
    'ACCESS_TOKEN_TTL',
    'REFRESH_TOKEN_TTL',
    'OAUTH_ISSUER_URL',
    'SMTP_PORT',
    'SMTP_FROM',
  ],
  properties: {
    ENVIRONMENT: { type: 'string', enum: ['production', 'development', 'test'] },
    DEBUG: { type: 'boolean' },
    LOG_LEVEL: { type: 'string', enum: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] },
    APP_VERSION: { type: 'string', pattern: '^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$' },

    HOST: { type: 'string', pattern: '^[0-9A-Za-z.:-]{1,253}$' },
    PORT: { type: 'integer', minimum: 0, maximum: 65535 },
    WORKERS: { type: 'integer', minimum: 1, maximum: 256 },
    SHUTDOWN_DELAY: { type: 'number', minimum: 0, maximum: 3600 },
    SHUTDOWN_TIMEOUT: { type: 'number', exclusiveMinimum: 0, maximum: 3600 },

    SECRET_KEY: { type: 'string' },
    JWT_SECRET_KEY: { type: 'string' },

    DATABASE_URL: { type: 'string' },
    DB_POOL_SIZE: { type: 'integer', minimum: 1, maximum: 10000 },
    DB_MAX_OVERFLOW: { type: 'integer', minimum: 0, maximum: 10000 },
    DB_POOL_TIMEOUT: { type: 'number', exclusiveMinimum: 0, maximum: 3600 },
    DB_POOL_RECYCLE: { type: 'number', exclusiveMinimum: 0, maximum: 2_000_000 },
    SLOW_QUERY_MS: { type: 'integer', minimum: 0, maximum: 3_600_000 },

    REDIS_URL: { type: 'string' },
    REDIS_TIMEOUT_MS: { type: 'integer', minimum: 1, maximum: 60_000 },
    CACHE_ENABLED: { type: 'boolean' },
    CACHE_DEFAULT_TTL: { type: 'integer', minimum: 1, maximum: 31_536_000 },
    PERMISSION_CACHE_TTL: { type: 'integer', minimum: 1, maximum: 31_536_000 },

    BACKEND_CORS_ORIGINS: { type: 'string' },
    TRUSTED_HOSTS: { type: 'string' },
    TRUSTED_PROXIES: { type: 'string' },

    LOGIN_RATE_LIMIT: { type: 'integer', minimum: 1, maximum: 100_000 },
    LOGIN_RATE_LIMIT_WINDOW: { type: 'integer', minimum: 1, maximum: 86_400 },
    ACCESS_TOKEN_TTL: { type: 'integer', minimum: 1, maximum: 86_400 },
    REFRESH_TOKEN_TTL: { type: 'integer', minimum: 1, maximum: 31_536_000 },

    GOOGLE_CLIENT_ID: { type: 'string' },
    GOOGLE_CLIENT_SECRET: { type: 'string' },
    GOOGLE_REDIRECT_URI: { type: 'string' },
    OAUTH_ISSUER_URL: { type: 'string' },

    SMTP_HOST: { type: 'string' },
    SMTP_PORT: { type: 'integer', minimum: 1, maximum: 65535 },
    SMTP_USER: { type: 'string' },
    SMTP_PASSWORD: { type: 'string' },
    SMTP_FROM: { type: 'string', minLength: 3 },
  },
} as const

export type Settings = XStatic<typeof settingsSchema>
