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
