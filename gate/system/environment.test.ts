/** The environment of a start is composed from scratch: nothing leaks in, overrides come last. */
import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { command, image, type TargetConfig } from '#gate/contract/contract.ts'
import {
  addressEnvironment,
  composeEnvironment,
  deployedValue,
  fewerWorkers,
  generateSecrets,
  lastOfEach,
  type Overrides,
  secretVariables,
  sharedVariable,
  unsetVariables,
} from './environment.ts'

const config: TargetConfig = {
  name: 'sample',
  launch: command('node', [], { port: 'PORT', host: 'HOST' }),
  environment: {
    always: { ALWAYS: '1', MODE: 'any' },
    production: { MODE: 'production' },
    development: { MODE: 'development' },
  },
  settings: { secretKey: 'SECRET_KEY', poolSize: 'POOL' },
  backing: { postgres: 'DATABASE_URL' },
}
const deployment = {
  postgresUrl: 'postgresql://u:p@127.0.0.1:5432/d',
  secrets: { SECRET_KEY: 'k' },
}

describe('composeEnvironment', () => {
  test('production gets its variables, secrets, addresses and port', () => {
    expect(composeEnvironment(config, deployment, {}, 4000)).toMatchObject({
      ALWAYS: '1',
      MODE: 'production',
      SECRET_KEY: 'k',
      PORT: '4000',
      HOST: '127.0.0.1',
      DATABASE_URL: deployment.postgresUrl,
    })
  })

  test('a setting that is a parameter of an address changes the address of the start', () => {
    const postgres = { url: 'DATABASE_URL', query: 'sslmode=disable&pool_size=10' }
    const settings = { poolSize: 'DATABASE_URL?pool_size' }
    const inAddress = { ...config, settings, backing: { postgres } }
    const of = (overrides: Overrides) =>
      composeEnvironment(inAddress, deployment, overrides, 4000).DATABASE_URL
    const { postgresUrl } = deployment
    expect(of({})).toBe(`${postgresUrl}?sslmode=disable&pool_size=10`)
    expect(of({ poolSize: '3' })).toBe(`${postgresUrl}?sslmode=disable&pool_size=3`)
    expect(of({ poolSize: null })).toBe(`${postgresUrl}?sslmode=disable`)
    expect(deployedValue(inAddress, 'poolSize')).toBe('10')
    expect(unsetVariables(inAddress, { poolSize: null, mode: 'development' })).toEqual([])
  })

  test('development gets no secrets: it has to start on its defaults', () => {
    const environment = composeEnvironment(config, deployment, { mode: 'development' }, 4000)
    expect(environment).toMatchObject({ MODE: 'development' })
    expect(environment).not.toHaveProperty('SECRET_KEY')
  })

  test('overrides change, and null unsets, even a secret', () => {
    const overrides = { poolSize: '7', secretKey: null, variables: { ALWAYS: null, MORE: 'x' } }
    const environment = composeEnvironment(config, deployment, overrides, 4000)
    expect(environment).toMatchObject({ POOL: '7', MORE: 'x' })
    expect(environment).not.toHaveProperty('SECRET_KEY')
    expect(environment).not.toHaveProperty('ALWAYS')
  })

  test('a setting without a variable is unverified, by name', () => {
    expect(() => composeEnvironment(config, deployment, { jwtSecretKey: 'k' }, 4000)).toThrow(
      expect.objectContaining({
        code: 'PREFLIGHT_E_UNVERIFIED',
        message: expect.stringContaining('jwtSecretKey'),
      }),
    )
  })

  test("nothing of the gate's own environment leaks in", () => {
    process.env.PREFLIGHT_LEAK = 'leaked'
    expect(composeEnvironment(config, deployment, {}, 1)).not.toHaveProperty('PREFLIGHT_LEAK')
    delete process.env.PREFLIGHT_LEAK
  })
})

test('an address can be spread over variables for its parts', () => {
  const variables = { host: 'DB_HOST', port: 'DB_PORT', user: 'DB_USER', password: 'DB_PASSWORD' }
  expect(addressEnvironment(variables, 'postgres://me:p%40ss@db.test:5433/app')).toEqual({
    DB_HOST: 'db.test',
    DB_PORT: '5433',
    DB_USER: 'me',
    DB_PASSWORD: 'p@ss',
  })
})

test('further variables have the same URL, beside one for all of it and beside parts', () => {
  const redis = { url: 'CACHE_URL', query: 'pool_size=5', also: ['SESSION_URL', 'QUEUE_URL'] }
  const url = 'redis://127.0.0.1:6379/3?pool_size=5'
  expect(addressEnvironment(redis, 'redis://127.0.0.1:6379/3')).toEqual({
    CACHE_URL: url,
    SESSION_URL: url,
    QUEUE_URL: url,
  })
  const parts = { host: 'REDIS_HOST', also: ['QUEUE_URL'] }
  expect(addressEnvironment(parts, 'redis://h:6379/0')).toEqual({
    REDIS_HOST: 'h',
    QUEUE_URL: 'redis://h:6379/0',
  })
})

describe('an address in parts', () => {
  const variables = { host: 'DB_HOST', port: 'DB_PORT', database: 'DB_NAME', password: 'DB_PASS' }
  test.each([
    ['with a port out of range', 'postgres://u:p@h:99999/d', 'h', '99999', 'd', 'p'],
    ['with another scheme', 'https://u:p@127.0.0.1:5432/d', '127.0.0.1', '5432', 'd', 'p'],
    ['without a port', 'postgres://u:p@h/d', 'h', '', 'd', 'p'],
    ['with digits in the password', 'postgres://u:12%3A34@h:5432/d', 'h', '5432', 'd', '12:34'],
    ['of version 6', 'postgres://u:p@[::1]:5432/my%20d', '::1', '5432', 'my d', 'p'],
  ])('%s', (_, url, host, port, database, password) => {
    expect(addressEnvironment(variables, url)).toEqual({
      DB_HOST: host,
      DB_PORT: port,
      DB_NAME: database,
      DB_PASS: password,
    })
  })

  test('none: inconclusive, and its text is not told', () => {
    expect(() => addressEnvironment(variables, 'not-an-address')).toThrow(
      expect.objectContaining({
        code: 'PREFLIGHT_E_INCONCLUSIVE',
        message: expect.not.stringContaining('not-an-address'),
      }),
    )
  })
})

test('every secret is generated, and no two are equal', () => {
  const secrets = generateSecrets({ ...config, secrets: ['OTHER_SECRET'] })
  expect(Object.keys(secrets)).toEqual(['SECRET_KEY', 'OTHER_SECRET'])
  expect(new Set(Object.values(secrets)).size).toBe(2)
})

test('a secret that the config gives keeps its value: requests may send it', () => {
  const environment = { always: { API_KEY: 'given' }, production: { SECRET_KEY: 'given' } }
  const secrets = generateSecrets({ ...config, environment, secrets: ['API_KEY', 'SECRET_KEY'] })
  expect(secrets).toMatchObject({
    API_KEY: 'given',
    SECRET_KEY: expect.not.stringMatching('given'),
  })
})

describe('fewerWorkers', () => {
  const here = Math.max(2, availableParallelism())
  const settings = { workers: 'WORKERS' }
  const withWorkers = (count: string): TargetConfig => ({
    ...config,
    settings,
    environment: { production: { WORKERS: count } },
  })

  test('no more than this machine has processors, and at least two', () => {
    expect(fewerWorkers(withWorkers('1000'), {})).toEqual({ workers: String(here) })
    expect(fewerWorkers(withWorkers('2'), {})).toEqual({})
    expect(fewerWorkers(withWorkers('1'), {})).toEqual({})
  })

  test('not where a start says how many, in development, or where production does not say', () => {
    expect(fewerWorkers(withWorkers('1000'), { workers: '7' })).toEqual({})
    expect(fewerWorkers(withWorkers('1000'), { workers: null })).toEqual({})
    expect(fewerWorkers(withWorkers('1000'), { mode: 'development' })).toEqual({})
    expect(fewerWorkers({ ...config, settings }, {})).toEqual({})
    expect(fewerWorkers(config, {})).toEqual({})
  })
})

describe('two settings in one variable', () => {
  const shared: TargetConfig = {
    ...config,
    settings: { secretKey: 'SECRET', jwtSecretKey: 'SECRET', poolSize: 'POOL' },
  }

  test('are recognised', () => {
    expect(sharedVariable(shared, 'secretKey', 'jwtSecretKey')).toBe('SECRET')
    expect(sharedVariable(shared, 'secretKey', 'poolSize')).toBeUndefined()
    expect(sharedVariable(shared, 'poolOverflow', 'poolTimeout')).toBeUndefined()
  })

  test('cannot have different values, and the reason names both', () => {
    const start = (jwtSecretKey: string) =>
      composeEnvironment(shared, deployment, { secretKey: 'a', jwtSecretKey }, 0)
    expect(start('a')).toMatchObject({ SECRET: 'a' })
    expect(() => start('b')).toThrow(
      '"settings.secretKey" and "settings.jwtSecretKey" are one variable, SECRET',
    )
  })

  test('get the last value where a probe changes one of them', () => {
    expect(lastOfEach(shared, { secretKey: 'a', poolSize: '2', jwtSecretKey: 'b' })).toEqual({
      poolSize: '2',
      jwtSecretKey: 'b',
    })
    expect(lastOfEach(config, { secretKey: 'a', mode: 'production' })).toEqual({
      secretKey: 'a',
      mode: 'production',
    })
  })
})

describe('limits of requests', () => {
  const limited: TargetConfig = {
    ...config,
    environment: { production: { LOGINS: '5/minute', LIMITER: 'on' } },
    settings: { loginRateLimit: 'LOGINS' },
    rateLimits: { lifted: { LIMITER: 'off' } },
  }

  test('are lifted, in the form that they have', () => {
    const environment = composeEnvironment(limited, deployment, {}, 0)
    expect(environment).toMatchObject({ LOGINS: '1000/minute', LIMITER: 'off' })
  })

  test('are raised further if they count all requests', () => {
    const all: TargetConfig = { ...limited, rateLimits: { login: { scope: 'all' } } }
    const environment = composeEnvironment(all, deployment, {}, 0)
    expect(environment).toMatchObject({ LOGINS: '1000000/minute', LIMITER: 'on' })
  })

  test('stay as deployed for the checks of a limit', () => {
    const environment = composeEnvironment(limited, deployment, { limits: 'deployed' }, 0)
    expect(environment).toMatchObject({ LOGINS: '5/minute', LIMITER: 'on' })
  })
})

describe('of a container', () => {
  const contained = (launch: TargetConfig['launch']): TargetConfig => ({
    ...config,
    launch,
    container: { environment: { TRUSTED: 'uniquelocal' } },
  })

  test('nothing of this machine is in it', () => {
    const launch = image('sample:1', { port: 'PORT', host: 'HOST' })
    const environment = composeEnvironment(contained(launch), deployment, {}, 4000)
    expect(environment).toMatchObject({ PORT: '4000', HOST: '127.0.0.1', SECRET_KEY: 'k' })
    for (const name of ['PATH', 'HOME', 'LANG', 'TRUSTED']) {
      expect(environment).not.toHaveProperty(name)
    }
  })

  test('with a network of its own it listens there, and may need variables of its own', () => {
    const launch = image('sample:1', { port: 8000, host: 'HOST' })
    const environment = composeEnvironment(contained(launch), deployment, {}, 8000)
    expect(environment).toMatchObject({ HOST: '0.0.0.0', TRUSTED: 'uniquelocal' })
    expect(environment).not.toHaveProperty('PORT')
  })
})

test('what overrides unset is named by variable: an image may set it', () => {
  const overrides = { secretKey: null, poolSize: '7', variables: { MORE: null } }
  expect(unsetVariables(config, overrides)).toEqual(['SECRET_KEY', 'MORE'])
})

test('development has no setting of a deployment, whatever an image or a compose file says', () => {
  const unset = unsetVariables(config, { mode: 'development' })
  expect(unset).toEqual(Object.values(config.settings ?? {}))
  expect(unset.length).toBeGreaterThan(0)
})

test.each([
  ['DB', 'postgres://u:p@h:1/d', { DB: 'postgresql://u:p@h:1/d' }],
  ['CACHE', 'redis://h:1/2', { CACHE: 'redis://h:1/2' }],
  [
    { url: 'DB', scheme: 'postgresql+asyncpg', host: 'HOST' },
    'postgres://u:p@h:1/d',
    { DB: 'postgresql+asyncpg://u:p@h:1/d', HOST: 'h' },
  ],
])(
  'the address for %j begins as every library reads it, or as it says',
  (variables, url, given) => {
    expect(addressEnvironment(variables, url)).toEqual(given)
  },
)

test('a secret that two settings share is one', () => {
  const settings = { secretKey: 'SECRET', jwtSecretKey: 'SECRET' }
  const secrets = ['SECRET', 'API_KEY']
  expect(secretVariables({ ...config, settings, secrets })).toEqual(['SECRET', 'API_KEY'])
})
