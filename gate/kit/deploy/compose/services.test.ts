import { expect, test } from 'vitest'
import { readCompose } from './compose-file.ts'
import { namedServices } from './services.ts'

const parts = (services: string) =>
  namedServices(readCompose(`services:\n${services}`).services, { settings: { poolSize: 'POOL' } })

const db = '  db: { image: "postgres:16" }\n'

test.for([
  '  backup: { image: "prodrigestivill/postgres-backup-local:16" }',
  '  metrics: { image: "quay.io/prometheuscommunity/postgres-exporter:v0.15" }',
  '  metrics: { image: "bitnami/postgres-exporter:0.15" }',
  '  admin: { image: "dpage/pgadmin4:8" }',
  '  pooler: { image: "bitnami/pgbouncer:1.22" }',
  '  pooler: { image: "edoburu/pgbouncer" }',
  '  backup: { image: "eeshugerman/postgres-backup-s3:16" }',
  '  backup: { image: "postgres:16", entrypoint: ["sh", "-c", "pg_dump -h db app > /b/app.sql"] }',
  '  backup: { image: "postgres:16", command: "sh -c \'while pg_dump app; do sleep 1d; done\'" }',
  '  seed: { image: "postgres:16", command: psql -h db -f /seed.sql }',
  '  job: { image: "postgres:16", entrypoint: /scripts/backup.sh }',
  '  test: { image: "postgres:16", profiles: [test] }',
  '  db-replica: { image: "postgres:16" }',
  '  other: { image: "postgres:16" }\n  web: { environment: { URL: "postgres://u:p@db:5432/a" } }',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: compose's own notation
  '  other: { image: "postgres:16" }\n  web: { environment: { URL: "postgres://${U:?}@db/a" } }',
  '  other: { image: "postgres:16" }\n  web: { environment: { DB_HOST: db } }',
])('the database is the server, and not what works beside it:%s', (more) => {
  expect(parts(db + more).database).toBe('db')
  expect(parts(`${more}\n${db}`).database).toBe('db')
})

test.for([
  'pgvector/pgvector:pg16',
  'bitnami/postgresql:16',
  'postgis/postgis:16-3.4',
  'timescale/timescaledb-ha:pg16',
  'registry.example.com:5000/mirror/library/postgres:16-alpine',
  'supabase/postgres:15.1.0.147',
  'ghcr.io/immich-app/postgres:14-vectorchord0.3.0',
  'quay.io/sclorg/postgresql-15-c9s',
  'pgautoupgrade/pgautoupgrade:17-alpine',
  `postgres@sha256:${'a'.repeat(64)}`,
])('%s is a database', (image) => {
  expect(parts(`  store: { image: "${image}" }`).database).toBe('store')
})

test.for([
  '{ build: ./db, volumes: ["data:/var/lib/postgresql/data"] }',
  '{ image: "registry.example.com/team/store:1", environment: { POSTGRES_DB: app } }',
  '{ image: "store:1", volumes: [{ type: volume, source: d, target: /var/lib/postgresql }] }',
])('so is an image of the team with a database in it: %s', (service) => {
  expect(parts(`  store: ${service}\n  web: { image: "web:1" }`).database).toBe('store')
})

test('a service that sets the server up itself is the server still', () => {
  const own =
    '{ image: "postgres:16", command: ["sh", "-c", "exec postgres -c max_connections=9"] }'
  expect(parts(`  db: ${own}`).database).toBe('db')
  const started = '{ image: "postgres:16", entrypoint: [docker-entrypoint.sh, postgres] }'
  expect(parts(`  db: ${started}`).database).toBe('db')
})

test('the backend is not the migration that it waits for, nor what runs on demand', () => {
  const shared = 'image: "app:1", environment: { POOL: 5 }'
  const services = [
    `migrate: { ${shared}, command: migrate }`,
    `console: { ${shared}, profiles: [debug] }`,
    `web: { ${shared}, depends_on: { migrate: { condition: service_completed_successfully } } }`,
  ]
  expect(parts(services.map((line) => `  ${line}`).join('\n')).backend).toBe('web')
})

test('two servers that nothing tells apart are none', () => {
  expect(parts(`${db}  events: { image: "postgres:16" }`).database).toBeUndefined()
})

test.for([
  '  redis-exporter: { image: "oliver006/redis_exporter:v1.58" }',
  '  commander: { image: "rediscommander/redis-commander:latest" }',
  '  insight: { image: "redis/redisinsight:2.50" }',
  '  sentinel: { image: "bitnami/redis-sentinel:7.2" }',
  '  setup: { image: "redis:7", command: redis-cli -h cache config set x y }',
])('the cache is the server, too:%s', (more) => {
  expect(parts(`  cache: { image: "redis:7" }\n${more}`).cache).toBe('cache')
})

test.for([
  '  exporter: { image: "nginx/nginx-prometheus-exporter:1.1", ports: ["9113:9113"] }',
  '  acme: { image: "nginxproxy/acme-companion:2.2" }',
  '  static: { image: "nginx:1.28" }',
])('the edge is the server that publishes ports:%s', (more) => {
  expect(parts(`  front: { image: "nginx:1.28", ports: ["80:80"] }\n${more}`).edge).toBe('front')
})

test.for([
  ['sets the size of the pool', '{ image: "web:1", environment: { POOL: 1 } }', 'web'],
  ['sets another variable of the backend', '{ image: "web:1", environment: { KEY: a } }', 'web'],
  ['lost its variables', '{ image: "shop:1" }', 'web'],
  ['is one of two', '{ image: "shop:1" }\n  mail: { image: "mailhog/mailhog" }', undefined],
  ['is a tool', '{ image: "adminer:4" }', undefined],
])('the backend is the service that %s', ([, service, expected]) => {
  const text = `services:\n${db}  edge: { image: "nginx:1" }\n  web: ${service}`
  const config = { settings: { poolSize: 'POOL', secretKey: 'KEY' } }
  expect(namedServices(readCompose(text).services, config).backend).toBe(expected)
})
