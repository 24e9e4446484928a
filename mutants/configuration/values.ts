/** Variables that are read wrongly, or read and not used. */
import { defineMutants, type Edit, edit } from '../mutant.ts'
import { loadSettings, productionRules, sessionsPlugin, settingsSchema } from '../paths.ts'

const formats = 'reference-app/src/config/formats.ts'

/** Settings that are read, validated, and then not used: production works with these instead. */
const fixed = {
  LOG_LEVEL: 'INFO',
  CACHE_ENABLED: true,
  WORKERS: 1,
  BACKEND_CORS_ORIGINS: 'https://example.com',
  TRUSTED_HOSTS: 'api.example.com,127.0.0.1,localhost',
  TRUSTED_PROXIES: 'loopback',
  LOGIN_RATE_LIMIT: 1000,
  LOGIN_RATE_LIMIT_WINDOW: 60,
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

/** Takes the bounds of a number away. */
function unbounded(variable: string, type: string, bounds: string): Edit {
  const find = `${variable}: { type: '${type}', ${bounds} }`
  return edit(settingsSchema, find, `${variable}: { type: '${type}' }`)
}

export const values = defineMutants('configuration', {
  'addresses-unchecked': {
    defect: 'URLs and origins are looked at when something first needs them, not at the start.',
    kills: ['configuration.invalid-value-refused'],
    // Of the addresses, a malformed one is what refusal-clear tries as well, if it is refused.
    naming: ['DATABASE_URL', 'REDIS_URL', 'BACKEND_CORS_ORIGINS', 'GOOGLE_REDIRECT_URI'],
    edits: [
      edit(formats, 'isDatabaseUrl(settings.DATABASE_URL),', 'true,'),
      edit(formats, 'isRedisUrl(settings.REDIS_URL),', 'true,'),
      edit(formats, "entry === '*' || isOrigin(entry)", "entry !== ''"),
      edit(formats, 'isHttpUrl(settings.GOOGLE_REDIRECT_URI),', 'true,'),
    ],
  },
  'dead-knob-of-a-key': {
    defect: 'SECRET_KEY is demanded and judged, and then JWT_SECRET_KEY signs everything.',
    kills: ['configuration.settings-effective'],
    naming: ['SECRET_KEY'],
    edits: [
      edit(
        sessionsPlugin,
        "new TokenSigner(settings.SECRET_KEY, 'refresh')",
        "new TokenSigner(settings.JWT_SECRET_KEY, 'refresh')",
      ),
    ],
  },
  /** One deployment with all of them: the check tries every variable, which takes a whole run. */
  'dead-knobs-of-all-kinds': {
    defect: 'Pool, times, hosts, limits, levels and switches are what they are, whatever is set.',
    kills: ['configuration.settings-effective'],
    // A limit that nobody reaches hides how long it lasts.
    naming: Object.keys(fixed).filter((variable) => variable !== 'LOGIN_RATE_LIMIT_WINDOW'),
    edits: [
      edit(
        loadSettings,
        '  return settings\n}',
        `  return production ? { ...settings, ...${JSON.stringify(fixed)} } : settings\n}`,
      ),
    ],
  },
  'numbers-read-loosely': {
    defect: 'Numbers are read as far as they go: a comment behind one is not noticed.',
    kills: ['configuration.invalid-value-refused'],
    naming: ['DB_POOL_SIZE "20 # a comment from an env file"'],
    edits: [
      edit(
        loadSettings,
        'value.toUpperCase() : value',
        "value.toUpperCase() : variable.startsWith('DB_') ? value.replace(/ .*/, '') : value",
      ),
    ],
  },
  'numbers-without-bounds': {
    defect: 'Any number will do: no connections, minus five of them, a hundred million.',
    kills: ['configuration.invalid-value-refused'],
    naming: [
      'DB_POOL_SIZE "-1"',
      'DB_POOL_SIZE "0"',
      'DB_POOL_SIZE "100000000"',
      'DB_MAX_OVERFLOW "-5"',
      'DB_POOL_TIMEOUT "-5"',
      'PERMISSION_CACHE_TTL "-5"',
      'SMTP_PORT "99999"',
    ],
    edits: [
      unbounded('DB_POOL_SIZE', 'integer', 'minimum: 1, maximum: 10000'),
      unbounded('DB_MAX_OVERFLOW', 'integer', 'minimum: 0, maximum: 10000'),
      unbounded('DB_POOL_TIMEOUT', 'number', 'exclusiveMinimum: 0, maximum: 3600'),
      unbounded('PERMISSION_CACHE_TTL', 'integer', 'minimum: 1, maximum: 31_536_000'),
      unbounded('SMTP_PORT', 'integer', 'minimum: 1, maximum: 65535'),
    ],
  },
  'times-without-bounds': {
    defect: 'A token may live for minus five seconds: whoever logs in is logged out at once.',
    kills: ['configuration.invalid-value-refused'],
    naming: ['ACCESS_TOKEN_TTL "-5"', 'LOGIN_RATE_LIMIT "-5"'],
    edits: [
      unbounded('ACCESS_TOKEN_TTL', 'integer', 'minimum: 1, maximum: 86_400'),
      unbounded('LOGIN_RATE_LIMIT', 'integer', 'minimum: 1, maximum: 100_000'),
    ],
  },
  'values-placeholders-accepted': {
    defect: 'Production starts with what the sample prints for a mail password and for Redis.',
    kills: ['configuration.placeholders-refused'],
    naming: ['SMTP_PASSWORD', 'Redis'],
    edits: [
      edit(productionRules, "['REDIS_URL', redisPassword || undefined],\n", ''),
      edit(productionRules, "['SMTP_PASSWORD', settings.SMTP_PASSWORD],\n", ''),
    ],
  },
})
