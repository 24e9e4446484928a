import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { ConfigurationError } from '../src/config/problems.ts'
import { settingsSchema } from '../src/config/schema.ts'
import { production } from './production.ts'

/** The variables that a refusal names; empty if the settings are accepted. */
function refused(env: Record<string, string | undefined>): string[] {
  try {
    loadSettings(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    return error.problems.map(({ variable }) => variable).sort()
  }
}

describe('defaults', () => {
  it('start development with nothing set, and the Light pool', () => {
    const { ENVIRONMENT, DB_POOL_SIZE, DB_MAX_OVERFLOW, WORKERS } = loadSettings({})
    expect([ENVIRONMENT, DB_POOL_SIZE, DB_MAX_OVERFLOW, WORKERS]).toEqual(['development', 5, 10, 1])
  })

  it('give production the Medium pool and four workers', () => {
    const { DB_POOL_SIZE, DB_MAX_OVERFLOW, WORKERS } = loadSettings(production())
    expect([DB_POOL_SIZE, DB_MAX_OVERFLOW, WORKERS]).toEqual([20, 40, 4])
  })
})

describe('production', () => {
  it('needs what only the operator can know, and says all of it at once', () => {
    const needed = ['DATABASE_URL', 'JWT_SECRET_KEY', 'REDIS_URL', 'SECRET_KEY', 'TRUSTED_HOSTS']
    expect(refused({ ENVIRONMENT: 'production' })).toEqual(needed)
  })

  it.each(['SECRET_KEY', 'JWT_SECRET_KEY'])('refuses an empty or blank %s', (variable) => {
    for (const value of ['', '   ', '\t\n']) {
      expect(refused(production({ [variable]: value }))).toEqual([variable])
    }
  })

  it('refuses one key for both purposes', () => {
    const { SECRET_KEY } = production()
    expect(refused(production({ SECRET_KEY, JWT_SECRET_KEY: SECRET_KEY }))).toEqual([
      'JWT_SECRET_KEY',
    ])
  })

  it.each([
    'postgresql://app:password@db:5432/app',
    'postgresql://app:strong-password-here@db:5432/app',
    'postgresql://app:app@db:5432/app',
    'postgresql://App:aPP@db:5432/app',
    'postgresql://app:postgres@db:5432/app',
    'postgresql://app:123456@db:5432/app',
    'postgresql://app@db:5432/app',
    'postgresql://app:%73ecret@db:5432/app',
  ])('refuses the credentials of %s', (DATABASE_URL) => {
    expect(refused(production({ DATABASE_URL }))).toEqual(['DATABASE_URL'])
  })

  it('refuses debugging, open hosts and open origins', () => {
    const open = { DEBUG: 'true', TRUSTED_HOSTS: '*', BACKEND_CORS_ORIGINS: '*' }
    expect(refused(production(open))).toEqual(['BACKEND_CORS_ORIGINS', 'DEBUG', 'TRUSTED_HOSTS'])
  })
})

describe('in any environment', () => {
  it.each(['prod', 'Production', 'production ', 'PRODUCTION', ''])('no ENVIRONMENT %j', (value) => {
    expect(refused({ ENVIRONMENT: value })).toEqual(['ENVIRONMENT'])
  })

  it.each([
    ['DB_POOL_SIZE', ['0', '-1', 'many', '20 # kept open', '', '1000000', '2.5']],
    ['DB_MAX_OVERFLOW', ['-1', 'x', '1000000']],
    ['DB_POOL_TIMEOUT', ['0', '-5', 'soon', '100000']],
    ['DB_POOL_RECYCLE', ['0', '-1', 'never']],
    ['PORT', ['-1', '65536', 'http']],
    ['DATABASE_URL', ['db', 'http://a:b@db/app', 'postgresql://', 'postgresql://a:b@db:x/app']],
    ['REDIS_URL', ['redis', 'http://redis', 'redis://', 'redis://host/zero']],
    ['BACKEND_CORS_ORIGINS', ['example.org', 'https://example.org/', 'ftp://example.org']],
    ['TRUSTED_HOSTS', ['https://example.org', 'a b', '*.*.org']],
    ['TRUSTED_PROXIES', ['everybody', '10.0.0.0/40', '10.0.0']],
    ['DEBUG', ['yes', '1']],
    ['LOG_LEVEL', ['LOUD']],
  ])('no %s of %j', (variable, values) => {
    for (const value of values) expect(refused({ [variable]: value })).toEqual([variable])
  })

  it('never repeats a value in a refusal', () => {
    const value = 'changeme-canary-7f3k'
    const env = production({ SECRET_KEY: value, DATABASE_URL: `postgresql://a:${value}@/` })
    expect(() => loadSettings(env)).toThrow(/SECRET_KEY/)
    expect(() => loadSettings(env)).not.toThrow(new RegExp(value))
  })

  it('wants the settings of a service together', () => {
    expect(refused({ SMTP_USER: 'mailer' })).toEqual(['SMTP_HOST', 'SMTP_PASSWORD'])
    expect(refused({ GOOGLE_CLIENT_ID: 'a' })).toEqual([
      'GOOGLE_CLIENT_SECRET',
      'GOOGLE_REDIRECT_URI',
    ])
  })
})

it('documents every variable in the production example', () => {
  const example = readFileSync(new URL('../deploy/env.production.example', import.meta.url), 'utf8')
  const documented = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name)
  expect(documented.sort()).toEqual(Object.keys(settingsSchema.properties).sort())
})
