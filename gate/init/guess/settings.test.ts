/** Goal: variables are known by their names, durations are written as the backend reads them. */
import { expect, test } from 'vitest'
import { settingsFindings } from './settings.ts'

/** What is said of units, by setting. */
function unitsOf(name: string, value: string) {
  const { guesses } = settingsFindings([{ name, value, file: '.env.example' }])
  return Object.fromEntries(
    guesses.flatMap(({ path, value: unit }) => (path[0] === 'units' ? [[path[1], unit]] : [])),
  )
}

test.each([
  ['PG_ACQUIRE_TIMEOUT', '5s', { poolTimeout: { write: '{value}s' } }],
  ['DB_CONN_LIFETIME', '1h', { poolRecycle: { write: '{value}s' } }],
  ['LOGIN_WINDOW', '1m', { loginRateLimitWindow: { write: '{value}s' } }],
  ['ACCESS_TTL', '900s', { accessTokenTtl: { write: '{value}s' } }],
  ['SHUTDOWN_GRACE', '1.5s', { shutdownTimeout: { write: '{value}s' } }],
  ['REFRESH_TOKEN_TTL', '7d', { refreshTokenTtl: { write: '{value}s' } }],
  ['DB_POOL__ACQUIRE_TIMEOUT_MILLIS', '60000', { poolTimeout: 'ms' }],
  ['DB_POOL_TIMEOUT', '30', {}],
  ['GITEA__database__SLOW_QUERY_THRESHOLD', '1s', { slowQueryMs: { write: '{value}ms' } }],
  ['DB_SLOW_QUERY_THRESHOLD', '1', {}],
  ['ACCESS_TOKEN_EXPIRE_MINUTES', '15', { accessTokenTtl: 'min' }],
  ['CACHE_TTL', '30000', { cacheDefaultTtl: 'ms' }],
  ['LOGIN_RATE_WINDOW', '60000', { loginRateLimitWindow: 'ms' }],
  ['ACCESS_TOKEN_TTL', '900000', { accessTokenTtl: 'ms' }],
  ['SHUTDOWN_TIMEOUT', '5000', { shutdownTimeout: 'ms' }],
  ['ACCESS_TOKEN_TTL', '36000', {}],
  ['CACHE_TTL', '604800', {}],
  ['REFRESH_TOKEN_TTL', '2592000', {}],
])('%s=%s', (name, value, units) => {
  expect(unitsOf(name, value)).toEqual(units)
})

/** Which settings a variable is said to hold. */
function settingsOf(name: string, value: string) {
  const { guesses } = settingsFindings([{ name, value, file: '.env.example' }])
  return guesses.flatMap(({ path }) => (path[0] === 'settings' ? [path[1]] : []))
}

test.each([
  ['DB_POOL__MAX', '10', ['poolSize']],
  ['SECRETS_COOKIE', 'change-me-change-me', ['secretKey']],
  ['MAILER_DSN', 'smtp://u:p@mail:25', ['smtpHost', 'smtpPort', 'smtpUser', 'smtpPassword']],
  ['MAILER_DSN', 'null://null', []],
  ['EMAIL_SMTP_HOST', 'localhost', ['smtpHost']],
  ['EMAIL_SMTP_PASSWORD', '', ['smtpPassword']],
  ['IP_TRUST_PROXY', 'loopback,uniquelocal', ['trustedProxies']],
  ['TRUST_PROXY', 'true', []],
  ['TRUST_PROXY', '1', []],
  ['WORKER_POOL__MAX', '4', []],
  ['ALLOW_ORIGIN', 'https://www.example.com', ['corsOrigins']],
  ['SOCKET_ALLOWED_ORIGINS', '', []],
])('%s=%s is a variable of %j', (name, value, settings) => {
  expect(settingsOf(name, value)).toEqual(settings)
})

/** The settings that are found in variables of these names. */
function namedIn(names: readonly string[]) {
  const variables = names.map((name) => ({ name, value: '', file: '.env.example' }))
  const { guesses } = settingsFindings(variables)
  const found = guesses.filter(({ path }) => path[0] === 'settings')
  return Object.fromEntries(found.map(({ path, value }) => [path[1], value]))
}

test("the product's word before all names is none of their own", () => {
  const names = ['SHOP_DEBUG', 'SHOP_MAIL_HOST', 'SHOP_SMTP_PORT', 'SHOP_NAME', 'WORKERS']
  expect(namedIn(names)).toEqual({
    debug: 'SHOP_DEBUG',
    smtpHost: 'SHOP_MAIL_HOST',
    smtpPort: 'SHOP_SMTP_PORT',
    workers: 'WORKERS',
  })
})

test.each([
  [['APP_SHARED_SECRET', 'APP_SIGN_SECRET_KEY'], 'APP_SIGN_SECRET_KEY'],
  [['ADMIN_SHARED_SECRET', 'NONCE_SECRET'], 'ADMIN_SHARED_SECRET'],
])('of %j the key is %s', (names, key) => {
  expect(namedIn(names).secretKey).toBe(key)
})

test('a word before a few names may make another thing of them', () => {
  expect(namedIn(['SQL_DEBUG', 'SQL_HOST', 'PORT', 'HOST', 'NAME', 'MARKETING_MAIL_HOST'])).toEqual(
    {},
  )
})

/** The variables that are guessed, by setting. */
function variablesIn(...variables: [string, string][]) {
  const { guesses } = settingsFindings(
    variables.map(([name, value]) => ({ name, value, file: '.env.example' })),
  )
  return Object.fromEntries(
    guesses.flatMap(({ path, value }) => (path[0] === 'settings' ? [[path[1], value]] : [])),
  )
}

test('settings of nested sections, some in lower case', () => {
  const names = ['GITEA__log__LEVEL', 'APP__db__MAX_OPEN_CONNS', 'API_SMTP__HOST', 'GITEA_RUN_MODE']
  expect(variablesIn(...names.map((name): [string, string] => [name, '']))).toEqual({
    logLevel: 'GITEA__log__LEVEL',
    poolSize: 'APP__db__MAX_OPEN_CONNS',
    environment: 'GITEA_RUN_MODE',
  })
})

test('whose unit is unknown: no threshold of slow statements', () => {
  expect(variablesIn(['DB_SLOW_QUERY_THRESHOLD', '1'])).toEqual({})
  expect(variablesIn(['DB_SLOW_QUERY_MS', '250'])).toEqual({ slowQueryMs: 'DB_SLOW_QUERY_MS' })
})
