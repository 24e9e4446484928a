/** Goal: the addresses of servers are found under the names that backends give them. */
import { expect, test } from 'vitest'
import { backingFindings } from './backing.ts'

function guessed(values: Readonly<Record<string, string>>) {
  const variables = Object.entries(values).map(([name, value]) => ({ name, value, file: '.env' }))
  const { guesses } = backingFindings(variables)
  return Object.fromEntries(guesses.map(({ path, value }) => [path.slice(1).join('.'), value]))
}

test('parts in a section, the host with its port', () => {
  const section = (key: string) => `GITEA__database__${key}`
  expect(
    guessed({
      [section('DB_TYPE')]: 'postgres',
      [section('HOST')]: 'db:5432',
      [section('NAME')]: 'gitea',
      [section('USER')]: 'gitea',
      [section('PASSWD')]: '',
    }),
  ).toEqual({
    'postgres.address': section('HOST'),
    'postgres.database': section('NAME'),
    'postgres.user': section('USER'),
    'postgres.password': section('PASSWD'),
  })
  expect(guessed({ DB_HOST: 'db' })).toEqual({ 'postgres.host': 'DB_HOST' })
})

test.for(['POSTGRE_', 'PSQL_', 'PG_', 'PGSQL_', 'PG', 'SQL_', 'TYPEORM_', 'RDS_'])(
  'parts that begin with %s are found by that, or by the port of PostgreSQL',
  (prefix) => {
    const variables = { HOST: 'db', PORT: '5432', USER: 'shop', PASSWORD: '' }
    const named = Object.entries(variables).map(([key, value]) => [prefix + key, value])
    expect(guessed({ PORT: '8000', SMTP_HOST: 'mail', ...Object.fromEntries(named) })).toEqual({
      'postgres.host': `${prefix}HOST`,
      'postgres.port': `${prefix}PORT`,
      'postgres.user': `${prefix}USER`,
      'postgres.password': `${prefix}PASSWORD`,
    })
  },
)

test('a port alone, or the port of something else, is no database', () => {
  expect(guessed({ EXPOSED_PORT: '5432', SMTP_HOST: 'mail', SMTP_PORT: '25' })).toEqual({})
  expect(guessed({ QUEUE_HOST: 'queue', QUEUE_PORT: '6379' })).toEqual({
    'redis.host': 'QUEUE_HOST',
    'redis.port': 'QUEUE_PORT',
  })
})

test('one server for several uses has several variables', () => {
  expect(
    guessed({
      CACHE_URL: 'redis://cache:6379/0?pool_size=50',
      SESSION_STORE: 'redis://cache:6379/1?pool_size=50',
      OTHER: 'redis://elsewhere:6379/2',
      HOMEPAGE: 'https://cache:6379/',
    }),
  ).toEqual({
    'redis.url': 'CACHE_URL',
    'redis.query': 'pool_size=50',
    'redis.also': ['SESSION_STORE'],
  })
  expect(guessed({ REDIS_URL: 'redis://cache:6379' })).toEqual({ redis: 'REDIS_URL' })
})

test('what bounds the pool may be a parameter of the address', () => {
  const url = 'postgresql://shop:secret@db:5432/shop?connection_limit=10&pool_timeout=5'
  const variables = [{ name: 'DATABASE_URL', value: url, file: '.env' }]
  const { guesses } = backingFindings(variables)
  expect(guesses.map(({ path, value }) => `${path.join('.')}: ${value}`)).toEqual([
    'backing.postgres.url: DATABASE_URL',
    'backing.postgres.query: connection_limit=10&pool_timeout=5',
    'settings.poolSize: DATABASE_URL?connection_limit',
    'settings.poolTimeout: DATABASE_URL?pool_timeout',
  ])
})

test.each([
  { DB_HOST: 'db', DB_PORT: '3306', DB_USER: 'shop', DB_PASSWORD: '' },
  { DB_CONNECTION: 'mysql', DB_HOST: 'db', DB_DATABASE: 'shop' },
  { DATABASE_ENGINE: 'django.db.backends.mysql', DATABASE_HOST: 'db' },
  { DATABASE_URL: 'mysql://shop:secret@db:3306/shop' },
  { DATABASE_URL: 'jdbc:mysql://db/shop' },
  { DATABASE_URL: 'sqlite:///app.db' },
  { DATABASE_URL: 'file:./dev.db' },
  { DATABASE_URL: 'mongodb+srv://db/shop' },
  { CACHE_URL: 'memcached://cache:11211' },
])('a server of another kind is neither: %j', (values) => {
  expect(guessed(values)).toEqual({})
})

test.each([
  [{ DATABASE_URL: 'jdbc:postgresql://db/shop' }, 'DATABASE_URL'],
  [{ DATABASE_URL: 'postgis://db/shop' }, 'DATABASE_URL'],
  [{ DATABASE_URL: '' }, 'DATABASE_URL'],
  [{ DB_URL: 'db' }, 'DB_URL'],
])('an address is one: %j', (values, name) => {
  expect(guessed(values).postgres ?? guessed(values)['postgres.url']).toBe(name)
})

test('a URL that is a host alone is one of the parts', () => {
  expect(guessed({ DB_URL: 'database', DB_USER: 'shop', DB_DATABASE: 'shop' })).toEqual({
    'postgres.host': 'DB_URL',
    'postgres.user': 'DB_USER',
    'postgres.database': 'DB_DATABASE',
  })
  expect(guessed({ DB_URL: 'db:5432', DB_USER: 'shop' })).toEqual({
    'postgres.address': 'DB_URL',
    'postgres.user': 'DB_USER',
  })
})
