import { describe, expect, test } from 'vitest'
import type { Platform } from './platform.ts'
import { crossedSecrets, exchangedValues, sharedSecrets, storedName } from './stored.ts'

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret'

describe('the name that a value is stored under', () => {
  test.each([
    [`${secret}:backend/database`, 'database'],
    [`${secret}:backend/all:url::`, 'all#url'],
    ['arn:aws:ssm:eu-central-1:111122223333:parameter/backend/database', 'database'],
    ['/backend/database', 'database'],
    ['database:latest', 'database'],
    ['projects/1/secrets/database', 'database'],
  ])('%s', (reference, name) => expect(storedName(reference)).toBe(name))
})

const platform = (name: Platform['name'], stored: Record<string, string>): Platform => ({
  name,
  stored,
  plain: {},
  references: Object.keys(stored),
  images: [],
  ports: [],
  regions: [],
  openings: [],
  problems: [],
  unknown: [],
  elsewhere: [],
})

describe('two platforms', () => {
  const task = platform('ecsTask', { A: `${secret}:x/a`, B: `${secret}:x/b`, C: `${secret}:x/c` })

  test('that store two variables the other way round', () => {
    const crossed = platform('cloudBuild', { A: 'b:1', B: 'a:1', C: 'c:1' })
    expect(crossedSecrets([task, crossed])).toEqual([
      'ecsTask reads A from a and B from b, cloudBuild the other way round',
    ])
  })

  test.each([
    ['that agree', { A: 'a:1', B: 'b:1' }],
    ['that name them differently', { A: 'first:1', B: 'a:1' }],
    ['of which one has a single secret for both', { A: 'b:1', B: 'b:1' }],
    ['that share no variable', { D: 'a:1' }],
  ])('%s', (_, stored) => {
    expect(crossedSecrets([task, platform('cloudBuild', stored)])).toEqual([])
  })
})

describe('two variables from one place', () => {
  const known = {
    postgres: ['DATABASE_URL', 'READ_URL'],
    redis: ['REDIS_URL'],
    keys: ['APP_KEY', 'JWT_KEY'],
  }
  const from = (stored: Record<string, string>) => platform('ecsTask', stored)
  test('are wrong if one is an address, whatever the version', () => {
    const ecs = from({ DATABASE_URL: '/app/database', REDIS_URL: '/app/database' })
    const message = 'ecsTask reads DATABASE_URL and REDIS_URL from the same place: /app/database'
    expect(sharedSecrets([ecs], known)).toEqual([message])
    const run = platform('cloudBuild', { DATABASE_URL: 'url:1', APP_KEY: 'url:latest' })
    expect(sharedSecrets([run], known)).toHaveLength(1)
  })
  test('are two keys of one secret, unless another platform keeps them apart', () => {
    const one = from({ APP_KEY: `${secret}:key`, JWT_KEY: `${secret}:key` })
    const apart = platform('cloudBuild', { APP_KEY: 'app:1', JWT_KEY: 'jwt:1' })
    expect(sharedSecrets([one], known)).toEqual([])
    expect(sharedSecrets([one, apart], known)).toHaveLength(1)
  })
  test('are two values of one secret', () => {
    const all = from({ DATABASE_URL: `${secret}:all:url::`, REDIS_URL: `${secret}:all:redis::` })
    expect(sharedSecrets([all], known)).toEqual([])
  })
  test('are what they like if the config does not know them', () => {
    const all = from({ DATABASE_URL: '/app/database', DIRECT_URL: '/app/database' })
    expect(sharedSecrets([all], known)).toEqual([])
  })
  test('are two addresses of one server', () => {
    const ecs = from({ DATABASE_URL: '/app/database', READ_URL: '/app/database' })
    expect(sharedSecrets([ecs], known)).toEqual([])
  })
  test('are one variable of the operator for an address and a key', () => {
    const compose = { ...from({}), copied: { DATABASE_URL: 'APP_KEY', APP_KEY: 'APP_KEY' } }
    expect(sharedSecrets([compose], known)).toHaveLength(1)
  })
})

describe('two variables of one platform', () => {
  const compose = (copied: Record<string, string>) => ({ ...platform('compose', {}), copied })

  test('that get the value of each other', () => {
    const crossed = compose({ APP_KEY: 'CORS_ORIGINS', CORS_ORIGINS: 'APP_KEY', PORT: 'PORT' })
    expect(exchangedValues([crossed])).toEqual([
      'compose gives APP_KEY CORS_ORIGINS, and CORS_ORIGINS APP_KEY',
    ])
    const run = platform('cloudBuild', { APP_KEY: 'jwt-key:1', JWT_KEY: 'app-key:2' })
    expect(exchangedValues([run])).toHaveLength(1)
  })

  test.each([
    [{ APP_KEY: 'APP_KEY', JWT_KEY: 'JWT_KEY' }],
    [{ APP_KEY: 'FIRST', JWT_KEY: 'APP_KEY' }],
    [{ DATABASE_USER: 'POSTGRES_USER', DATABASE_NAME: 'POSTGRES_USER' }],
  ])('%j is as somebody likes it', (copied) => {
    expect(exchangedValues([compose(copied)])).toEqual([])
  })
})
