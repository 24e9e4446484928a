/** Goal: a secret is found in every spelling of a value, and none where all of it is fetched. */
import { describe, expect, test } from 'vitest'
import { isReference, writesSecret } from './reference.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: compose's own notation
describe('a value put together from variables is a reference', () => {
  test.each([
    'postgresql://${POSTGRES_USER:?}:${POSTGRES_PASSWORD:?}@db:5432/${POSTGRES_DB:?}',
    'postgresql+asyncpg://$USER:$PASSWORD@db/app',
    'postgresql://app:${PASSWORD}@db/${NAME:-app}?sslmode=require',
    'postgresql://${USER:-app}:${PASSWORD?say so}@${HOST:-db}:${PORT:-5432}/app',
    'postgresql://app:${PASSWORD:-}@db/app',
    'redis://:${REDIS_PASSWORD}@redis:6379/0',
    'redis://${REDIS_PASSWORD:+:${REDIS_PASSWORD}@}redis:6379/0',
    '${DATABASE_URL:-postgresql://app:${PASSWORD}@db/app}',
    'host=db user=app password=${PASSWORD} dbname=app',
    "Server=db;User Id=app;Password='${PASSWORD}';",
    'redis:6379,password=${PASSWORD},ssl=False',
    'app:${PASSWORD}@tcp(db:3306)/app',
    'jdbc:postgresql://db:5432/app?user=app&password=${PASSWORD}',
    'postgresql://app:{{resolve:secretsmanager:db:SecretString:password}}@db/app',
    'postgresql://app:$(gcloud secrets versions access latest --secret=db)@db/app',
    '${SCHEME}://app:${PASSWORD}@db/app',
    'ecto://postgres:${PGPASSWORD}@db/app',
    'postgis://${U}:${P}@db:5432/gis',
    'mysql2://app:${P}@mysql/app',
    'psql://${U}:${P}@db:5432/app',
    'redis-sentinel://:${P}@one:26379,two:26379/main',
    'email://user:${P}@mail:587',
    'strange+driver://user:${P}@host/x',
    'https://${KEY}@errors.example.com/1',
    'https://bot:${TOKEN}@git.example.com/x.git',
    'libsql://db.example.com?authToken=${TOKEN}',
    '${REDIS_ADDRESS}/1',
    '${REDIS_HOST}:6379/0',
    '${A}-${B}',
    'base64:${APP_KEY:?}',
    '${SECRET_KEY:-}',
    'arn:aws:secretsmanager:eu-central-1:1:secret:a',
    '`{"Fn::GetOptionSetting": {"OptionName": "SECRET"}}`',
  ])('%s', (value) => {
    expect(writesSecret(value)).toBe(false)
    expect(isReference(value)).toBe(true)
  })
})

describe('a secret that is written out stays one', () => {
  test.each([
    'q7Zk2mV9xT4bN8wR1cY6uJ3hL5pD0sGf',
    'postgresql://app:hunter2hunter2@db/app',
    'postgresql://${USER}:hunter2@db/app',
    'postgresql://${USER:?}:${PASSWORD:-hunter2}@db/app',
    'postgresql://app:hunter2${SUFFIX}@db/app',
    'postgresql://app:pa/ss@db/app',
    'postgresql://app:pa$$word@db/app',
    '${DATABASE_URL:-postgresql://app:hunter2@db/app}',
    '${PASSWORD:-hunter2}',
    '${PASSWORD:-${OTHER:-hunter2}}',
    '${PASSWORD:+hunter2}',
    '${ENVIRONMENT}-q7Zk2mV9xT4b',
    '${SCHEME}://app:hunter2@db/app',
    '${REDIS_ADDRESS}/1?password=hunter2',
    'redis://:hunter2@redis:6379',
    'host=db user=app password=hunter2',
    'jdbc:postgresql://${HOST}/app?user=app&password=hunter2',
    'redis:6379,password=hunter2',
    'app:hunter2@tcp(${HOST}:3306)/app',
    'https://hooks.example.com/services/T0/B0/q7Zk2mV9',
    'https://${KEY}@errors.example.com/1?secret=hunter2',
    'https://q7Zk2mV9@errors.example.com/1',
    'ecto://postgres:hunter2@db/app',
    'strange+driver://user:hunter2@host/x',
    'discord://q7Zk2mV9xT4b@1',
    'libsql://db.example.com?authToken=hunter2',
  ])('%s', (value) => {
    expect(writesSecret(value)).toBe(true)
    expect(isReference(value)).toBe(false)
  })
})

test.each([
  'redis://redis:6379/0',
  'postgresql://app@db/app',
  'postgres://db:5432/app?sslmode=disable',
  'redis:6379',
  'host=db user=app',
  'sqlite:////data/app.db',
  'sqlite+aiosqlite:///./app.db',
  'file:./dev.db',
  '',
])('"%s" has no secret, and is known', (value) => {
  expect(writesSecret(value)).toBe(false)
  expect(isReference(value)).toBe(false)
})

test('a value of which no secret part comes from elsewhere is no reference', () => {
  expect(isReference('https://${DOMAIN}')).toBe(false)
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: compose's own notation
