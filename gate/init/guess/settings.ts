/** Which variable holds which setting, by its name. */
import type { SettingName } from '#gate/contract/contract.ts'
import type { Findings, Guess } from '../guess.ts'
import type { Folder } from '../read/files.ts'
import { gunicornFileOf } from '../read/gunicorn.ts'
import { usualForm, type Variable } from '../read/variables.ts'

/** Secrets of others, and those that have a setting of their own. */
const notForeign = `(?!(\\w+_)?(${[
  'AWS',
  'S3',
  'MINIO',
  'GCP',
  'AZURE',
  'STRIPE',
  'PAYPAL',
  'TWILIO',
  'SENDGRID',
  'MAILGUN',
  'SLACK',
  'GITHUB',
  'GITLAB',
  'GOOGLE',
  'FACEBOOK',
  'APPLE',
  'TWITTER',
  'OPENAI',
  'SENTRY',
  'PUSHER',
  'CLOUDINARY',
  'R?E?CAPTCHA',
  'TURNSTILE',
  'OAUTH2?',
  'OIDC',
  'CLIENT',
  'WEBHOOK',
  'JWT',
  'REFRESH',
  'TOKEN',
].join('|')})_)`

const ownSecret = new RegExp(
  `^${notForeign}(\\w+_)?(SECRET(_KEY)?(_BASE)?|(SIGNING|ENCRYPTION|HASH|COOKIE)_(KEY|SECRET))$`,
)

/** Whether a variable holds a secret that an operator makes up: nobody else knows of it. */
export function isOwnSecret(name: string): boolean {
  return ownSecret.test(usualForm(name))
}

/** How backends call the variables of a setting, the likeliest name first. */
const usualNames: Partial<Record<SettingName, readonly RegExp[]>> = {
  environment: [
    /^(APP_|FLASK_|DJANGO_|GO_)?ENV(IRONMENT)?$/,
    /^(NODE|RAILS|RACK)_ENV$/,
    /^((\w+_)?RUN|APP)_MODE$/,
  ],
  debug: [/^(APP_|FLASK_|DJANGO_)?DEBUG$/],
  logLevel: [/^(\w+_)?LOG(GING)?_?LEVEL$/],
  secretKey: [
    /^((APP|DJANGO|FLASK|RAILS|SESSION|COOKIE)_)?SECRET_KEY(_BASE)?$/,
    /^(APP|SESSION|COOKIE|SIGNING)_(SECRET|KEY)$/,
    // Before what lets servers or people in, such as SHARED_SECRET.
    new RegExp(`^${notForeign}(\\w+_)?SECRET_KEY(_BASE)?$`),
    new RegExp(`^${notForeign}(\\w+_)?SECRET(_BASE)?$`),
    /^SECRETS?_(COOKIES?|SESSIONS?|SIGNING|SYSTEM|DEFAULT)$/,
  ],
  jwtSecretKey: [
    /^JWT_(ACCESS_)?(TOKEN_)?(SECRET|(SIGNING_|PRIVATE_)?KEY)(_KEY)?$/,
    /^(\w+_)?JWT_(\w+_)?(SECRET|KEY)(_KEY)?$/,
    /^(ACCESS_)?TOKEN_(SECRET|KEY)$/,
  ],
  workers: [/^(WEB_CONCURRENCY|(\w+_)?WORKERS)$/],
  poolSize: [
    /^(\w+_)?(DB|DATABASE|PG|POSTGRES(QL)?|SQL\w*)_(\w+_)?POOL__?(SIZE|MAX)$/,
    /^(\w+_)?(DB|DATABASE|PG|POSTGRES(QL)?|SQL\w*)_(\w+_)?MAX_(OPEN_)?CONN(ECTION)?S$/,
    // Of workers and threads there are pools as well.
    /^(?!\w*(WORKER|THREAD|PROCESS|TASK)S?_)(\w+_)?POOL__?(SIZE|MAX)$/,
    /^(\w+_)?MAX_(OPEN_)?CONN(ECTION)?S$/,
    /^(\w+_)?(DB|DATABASE|PG|POSTGRES(QL)?)_POOL$/,
  ],
  poolOverflow: [/^(\w+_)?MAX_OVERFLOW$/],
  poolTimeout: [/^(\w+_)?(POOL|ACQUIRE|CHECKOUT)_TIMEOUT(_(MS|MILLIS|MILLISECONDS))?$/],
  poolRecycle: [/^(\w+_)?(POOL_RECYCLE|CONN(ECTION)?_(MAX_)?(LIFETIME|AGE))$/],
  cacheEnabled: [/^(CACHE_ENABLED|ENABLE_CACHE|USE_CACHE)$/],
  cacheDefaultTtl: [/^CACHE_(DEFAULT_)?(TTL|TIMEOUT)$/],
  permissionCacheTtl: [/^PERMISSIONS?_(CACHE_)?TTL$/],
  corsOrigins: [
    /^(\w+_)?CORS_(\w+_)?ORIGINS?$/,
    /^((APP|API|HTTP|ACCESS_CONTROL)_)?ALLOW(ED)?_ORIGINS?$/,
  ],
  trustedHosts: [/^(\w+_)?(ALLOWED|TRUSTED)_HOSTS?$/],
  trustedProxies: [/^(\w+_)?TRUST(ED)?_(REVERSE_)?PRO(XIES|XY(_\w+)?)$/, /^FORWARDED_ALLOW_IPS$/],
  loginRateLimit: [/^(\w+_)?LOGIN_(\w+_)?((RATE_)?LIMIT|ATTEMPTS)$/],
  loginRateLimitWindow: [/^(\w+_)?LOGIN_(\w+_)?WINDOW$/],
  oauthClientId: [/^(\w+_)?(OAUTH2?|OIDC|GOOGLE)_(\w+_)?CLIENT_ID$/],
  oauthClientSecret: [/^(\w+_)?(OAUTH2?|OIDC|GOOGLE)_(\w+_)?CLIENT_SECRET$/],
  oauthRedirectUri: [/^(\w+_)?(OAUTH2?|OIDC|GOOGLE)_(\w+_)?REDIRECT_UR[IL]$/],
  oauthIssuer: [/^(\w+_)?(OAUTH2?|OIDC)_(\w+_)?ISSUER(_URL)?$/],
  smtpHost: [/^(E?MAIL_)?(SMTP|MAIL|EMAIL)_(HOST|SERVER)$/],
  smtpPort: [/^(E?MAIL_)?(SMTP|MAIL|EMAIL)_PORT$/],
  smtpUser: [/^(E?MAIL_)?(SMTP|MAIL|EMAIL)_(HOST_)?USER(NAME)?$/],
  smtpPassword: [/^(E?MAIL_)?(SMTP|MAIL|EMAIL)_(HOST_)?PASS(WORD)?$/],
  smtpFrom: [/^(E?MAIL_)?(SMTP|MAIL|EMAIL|DEFAULT)_FROM(_EMAIL|_ADDRESS)?$/],
  slowQueryMs: [/^(\w+_)?SLOW_QUERY_MS$/, /^(\w+_)?SLOW_(QUERY|SQL)_(THRESHOLD|TIME|LIMIT)$/],
  redisTimeoutMs: [/^REDIS_TIMEOUT_MS$/],
  accessTokenTtl: [
    /^(JWT_)?ACCESS_(TOKEN_)?(TTL|LIFETIME|EXPIR\w*)$/,
    /^JWT_(TOKEN_)?(TTL|LIFETIME|EXPIR\w*)$/,
  ],
  refreshTokenTtl: [/^(JWT_)?REFRESH_(TOKEN_)?(TTL|LIFETIME|EXPIR\w*)$/],
  shutdownDelay: [/^(\w+_)?SHUTDOWN_DELAY$/],
  shutdownTimeout: [/^(\w+_)?(GRACEFUL|SHUTDOWN)_(TIMEOUT|GRACE)$/],
}

/** Values of variables that are something else: how many proxies there are, or that some are. */
const unfit: Partial<Record<string, RegExp>> = {
  trustedProxies: /^(true|false|yes|no|on|off|\d+)$/i,
}

/** A unit at the end of a variable's name. */
const namedUnits: readonly [RegExp, string][] = [
  [/_(MS|MILLIS|MILLISECONDS)$/, 'ms'],
  [/_(MIN|MINS|MINUTES)$/, 'min'],
  [/_HOURS?$/, 'h'],
  [/_DAYS?$/, 'd'],
]
const durations: ReadonlySet<string> = new Set([
  'poolTimeout',
  'poolRecycle',
  'cacheDefaultTtl',
  'permissionCacheTtl',
  'accessTokenTtl',
  'refreshTokenTtl',
  'loginRateLimitWindow',
  'shutdownDelay',
  'shutdownTimeout',
])
/** A duration with its unit, as Go, Node and others write them. */
const withUnit = /^\d+(\.\d+)?(ms|s|m|h|d|w)$/

const hour = 3_600
const day = 24 * hour

/**
 * Whether a number without a unit counts milliseconds: it is round in thousands, as 30000 is, and
 * not in what people count longer times in, as 2592000 is.
 */
function looksLikeMilliseconds(value: string): boolean {
  const count = /^\d+000$/.test(value) ? Number(value) : 0
  const natural = count < hour ? 60 : count < 10 * day ? hour : day
  return count > 0 && count % natural !== 0
}

/** How the variable writes a duration; undefined if it does so as we do. */
function unitOf(setting: string, { name, value }: Variable): string | object | undefined {
  if (setting === 'slowQueryMs') return withUnit.test(value) ? { write: '{value}ms' } : undefined
  if (!durations.has(setting)) return undefined
  if (withUnit.test(value)) return { write: '{value}s' }
  const named = namedUnits.find(([ending]) => ending.test(usualForm(name)))?.[1]
  return named ?? (looksLikeMilliseconds(value) ? 'ms' : undefined)
}

/** Databases count slow statements in seconds or in milliseconds: the name or the value says it. */
function hasKnownUnit(setting: string, { name, value }: Variable): boolean {
  return setting !== 'slowQueryMs' || /_MS$/i.test(name) || withUnit.test(value)
}

/** The word with which the names of most variables begin: that of the product. */
function productOf(variables: readonly Variable[]): string | undefined {
  const words = variables.flatMap(({ name }) => /^[A-Z][A-Z0-9]*__?(?=\w)/.exec(name) ?? [])
  const counts = Map.groupBy(words, (word) => word)
  return [...counts].find(([, all]) => all.length >= 4 && all.length * 2 > variables.length)?.[0]
}

type Finder = (pattern: RegExp, setting: string) => Variable | undefined

/** A finder of the first variable with a name that fits, with or without the product's word. */
function finderIn(variables: readonly Variable[]): Finder {
  const product = productOf(variables)
  const plain = (name: string) =>
    product !== undefined && name.startsWith(product) ? name.slice(product.length) : name
  return (pattern, setting) => {
    const fitting = variables.filter(
      (each) => !unfit[setting]?.test(each.value) && hasKnownUnit(setting, each),
    )
    return (
      fitting.find(({ name }) => pattern.test(usualForm(name))) ??
      fitting.find(({ name }) => pattern.test(usualForm(plain(name))))
    )
  }
}

function guessesFor(setting: string, patterns: readonly RegExp[], find: Finder): Guess[] {
  for (const pattern of patterns) {
    const found = find(pattern, setting)
    if (!found) continue
    const because = `by its name, in ${found.file}`
    const unit = unitOf(setting, found)
    return [
      { path: ['settings', setting], value: found.name, because },
      ...(unit === undefined ? [] : [{ path: ['units', setting], value: unit, because }]),
    ]
  }
  return []
}

/** The settings of a mail server that one variable has the address of. */
function mailGuesses(variables: readonly Variable[]): Guess[] {
  const found = variables.find(({ value }) => /^smtps?:\/\//.test(value))
  return ['smtpHost', 'smtpPort', 'smtpUser', 'smtpPassword'].flatMap((setting) => {
    if (found === undefined) return []
    return [{ path: ['settings', setting], value: found.name, because: `a URL, in ${found.file}` }]
  })
}

/** A value that a sample ships for a secret: production must refuse it. */
function knownDefaults(guesses: readonly Guess[], variables: readonly Variable[]): Guess[] {
  return ['secretKey', 'jwtSecretKey'].flatMap((setting) => {
    const name = guesses.find(({ path }) => path[1] === setting)?.value
    const sample = variables.find((variable) => variable.name === name)
    if (!sample?.value) return []
    const because = `the value in ${sample.file}`
    return [{ path: ['knownDefaults', setting], value: [sample.value], because }]
  })
}

/** Servers that read the number of their workers themselves, unless a flag says it. */
const workerServer = /(?:^|[\s/])(gunicorn|uvicorn)(?=\s|$)(?!.*\s(?:-w|--workers)[\s=])/

/** Variables that what starts the backend reads. */
export function variablesOfServer(launch: unknown, folder: Folder): Variable[] {
  const command = String(launch ?? '')
  const [, server] = workerServer.exec(command) ?? []
  // What gunicorn's file says counts more than its variable.
  const isSaid = server === 'gunicorn' && gunicornFileOf(folder, command).workers !== undefined
  return server === undefined || isSaid
    ? []
    : [{ name: 'WEB_CONCURRENCY', value: '', file: server }]
}

/** The settings whose variables have a usual name. */
export function settingsFindings(variables: readonly Variable[]): Findings {
  const find = finderIn(variables)
  const guesses = Object.entries(usualNames).flatMap(([setting, patterns]) =>
    guessesFor(setting, patterns, find),
  )
  const isMailed = guesses.some(({ path }) => path[1] === 'smtpHost')
  const mail = isMailed ? [] : mailGuesses(variables)
  return {
    guesses: [...guesses, ...mail, ...knownDefaults(guesses, variables)],
    todos: [
      {
        path: ['settings', 'secretKey'],
        ask: 'Which variable holds the key that signs sessions or tokens?',
        example: 'SECRET_KEY',
      },
      {
        path: ['settings', 'poolSize'],
        ask: 'Which variable bounds the database connections of a process?',
        example: 'DB_POOL_SIZE',
      },
      {
        path: ['settings', 'environment'],
        ask: 'Which variable says production or development?',
        example: 'APP_ENV',
      },
    ],
  }
}
