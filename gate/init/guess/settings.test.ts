/** Goal: durations are written as the backend reads them. */
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
  ['DB_POOL_TIMEOUT', '30', {}],
  ['ACCESS_TOKEN_EXPIRE_MINUTES', '15', { accessTokenTtl: 'min' }],
])('%s=%s', (name, value, units) => {
  expect(unitsOf(name, value)).toEqual(units)
})

/** The settings that are found in variables of these names. */
function settingsOf(names: readonly string[]) {
  const variables = names.map((name) => ({ name, value: '', file: '.env.example' }))
  const { guesses } = settingsFindings(variables)
  const found = guesses.filter(({ path }) => path[0] === 'settings')
  return Object.fromEntries(found.map(({ path, value }) => [path[1], value]))
}

test("the product's word before all names is none of their own", () => {
  const names = ['SHOP_DEBUG', 'SHOP_MAIL_HOST', 'SHOP_SMTP_PORT', 'SHOP_NAME', 'WORKERS']
  expect(settingsOf(names)).toEqual({
    debug: 'SHOP_DEBUG',
    smtpHost: 'SHOP_MAIL_HOST',
    smtpPort: 'SHOP_SMTP_PORT',
    workers: 'WORKERS',
  })
})

test('a word before a few names may make another thing of them', () => {
  expect(
    settingsOf(['SQL_DEBUG', 'SQL_HOST', 'PORT', 'HOST', 'NAME', 'MARKETING_MAIL_HOST']),
  ).toEqual({})
})
