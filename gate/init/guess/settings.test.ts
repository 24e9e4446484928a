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
  ['GITEA__database__SLOW_QUERY_THRESHOLD', '1s', { slowQueryMs: { write: '{value}ms' } }],
  ['DB_SLOW_QUERY_THRESHOLD', '1', {}],
  ['ACCESS_TOKEN_EXPIRE_MINUTES', '15', { accessTokenTtl: 'min' }],
])('%s=%s', (name, value, units) => {
  expect(unitsOf(name, value)).toEqual(units)
})

/** The variables that are guessed, by setting. */
function settingsOf(...variables: [string, string][]) {
  const { guesses } = settingsFindings(
    variables.map(([name, value]) => ({ name, value, file: '.env.example' })),
  )
  return Object.fromEntries(
    guesses.flatMap(({ path, value }) => (path[0] === 'settings' ? [[path[1], value]] : [])),
  )
}

test('settings of nested sections, some in lower case', () => {
  const names = ['GITEA__log__LEVEL', 'APP__db__MAX_OPEN_CONNS', 'API_SMTP__HOST', 'GITEA_RUN_MODE']
  expect(settingsOf(...names.map((name): [string, string] => [name, '']))).toEqual({
    logLevel: 'GITEA__log__LEVEL',
    poolSize: 'APP__db__MAX_OPEN_CONNS',
    environment: 'GITEA_RUN_MODE',
  })
})

test('whose unit is unknown: no threshold of slow statements', () => {
  expect(settingsOf(['DB_SLOW_QUERY_THRESHOLD', '1'])).toEqual({})
  expect(settingsOf(['DB_SLOW_QUERY_MS', '250'])).toEqual({ slowQueryMs: 'DB_SLOW_QUERY_MS' })
})
