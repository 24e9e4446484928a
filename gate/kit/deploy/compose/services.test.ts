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
  '  meta: { image: "supabase/postgres-meta:v0.80" }',
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

test.for([
  'worker: { KEYS, command: celery -A app worker -l info }',
  'celerybeat: { KEYS, command: /start-celerybeat }',
  'flower: { KEYS, command: celery flower, ports: ["5555:5555"] }',
  'sidekiq: { KEYS, command: bundle exec sidekiq }',
  'queue: { KEYS, command: php artisan queue:work }',
  'jobs: { KEYS, command: ["node", "dist/worker.js"] }',
  'other: { KEYS, command: npm run start:worker }',
])('the backend is the one that serves, and not what works for it: %s', (other) => {
  const script = 'command: sh -c "python manage.py migrate && gunicorn app.wsgi --workers 4"'
  const config = { settings: { poolSize: 'POOL', secretKey: 'KEY' } }
  for (const keys of [
    'image: "app:1", environment: { KEY: a }',
    'image: "app:1", env_file: .env',
  ]) {
    const text = `services:\n${db}  web: { KEYS, ${script} }\n  ${other}`.replaceAll('KEYS', keys)
    expect(namedServices(readCompose(text).services, config).backend).toBe('web')
  }
})

test('of what is built alike the one that serves is the backend', () => {
  const text = `
  django: &django { build: ., image: app_production_django, env_file: .env, command: /start }
  postgres: { build: ./postgres, image: app_postgres, volumes: ["d:/var/lib/postgresql/data"] }
  redis: { image: "redis:7" }
  nginx: { build: ./nginx, ports: ["80:80"] }
  celeryworker: { <<: *django, image: app_production_celeryworker, command: /start-celeryworker }
  flower: { <<: *django, image: app_production_flower, command: /start-flower }
  awscli: { build: ./aws, image: app_production_awscli }`
  const named = { backend: 'django', database: 'postgres', cache: 'redis', edge: 'nginx' }
  expect(parts(text)).toEqual(named)
})

test('of several that have a pool none is the backend: each needs its connections', () => {
  const shared = 'image: "app:1", environment: { POOL: 5 }'
  const text = `  web: { ${shared} }\n  worker: { ${shared}, command: celery worker }`
  expect(parts(text).backend).toBeUndefined()
})

test.for([
  'command: ["psql", "-h", "db", "-f", "/seed.sql"]',
  'entrypoint: ["bash", "-c", "until pg_isready -h db; do sleep 1; done"]',
  'profiles: [test]',
])('a client from the image of the database is no backend: %s', (keys) => {
  expect(parts(`${db}  job: { image: "postgres:16", ${keys} }`)).toEqual({ database: 'db' })
})

test('of two databases the backend names its own', () => {
  const services = [
    'web: { image: "app:1", environment: { POOL: 5, URL: "postgres://u:p@main-db/x" } }',
    'main-db: { image: "postgres:16" }',
    'login-db: { image: "postgres:16" }',
    'login: { image: "login:1", environment: { URL: "jdbc:postgresql://login-db/x" } }',
  ]
  expect(parts(services.map((line) => `  ${line}`).join('\n')).database).toBe('main-db')
})

test('a start script of its own makes a server with its data no client', () => {
  const own = 'entrypoint: /own.sh, volumes: ["pg:/var/lib/postgresql/data"]'
  expect(parts(`  db: { image: "postgres:16", ${own} }`)).toEqual({ database: 'db' })
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
  ['is one of two', '{ image: "shop:1" }\n  site: { image: "site:2" }', undefined],
  ['is a tool', '{ image: "adminer:4" }', undefined],
])('the backend is the service that %s', ([, service, expected]) => {
  const text = `services:\n${db}  edge: { image: "nginx:1" }\n  web: ${service}`
  const config = { settings: { poolSize: 'POOL', secretKey: 'KEY' } }
  expect(namedServices(readCompose(text).services, config).backend).toBe(expected)
})

test.for([
  '  worker: { image: "app:1", command: celery worker }\n  bus: { image: "rabbitmq:3.13" }',
  '  store: { image: "mongo:7" }\n  mail: { image: "axllent/mailpit:v1.20" }',
  '  files: { image: "quay.io/minio/minio:1" }\n  fix: { image: "bash:5", command: chown x /d }',
])('the backend is not a program that many deployments have beside it:%s', (more) => {
  expect(parts(`  web: { image: "app:1" }\n${more}`).backend).toBe('web')
})

test.for([
  ['  app-api: { build: . }\n  app-web: { build: ./web }', 'app-api'],
  ['  backend: { build: . }\n  frontend: { build: ./web }\n  docs: { build: ./docs }', 'backend'],
  ['  base: { image: "app:1" }\n  rails: { image: "app:1", command: rails s }', 'rails'],
])('of several that serve, the backend is the one that is called so:%s', ([services, name]) => {
  expect(parts(services as string).backend).toBe(name)
})

test.for([
  '  api: { build: ./a }\n  auth-api: { build: ./b }',
  '  web: { build: ./a }\n  streaming: { build: ./b }',
  '  api-worker: { image: "app:1" }\n  web: { build: ./a }\n  site: { build: ./b }',
])('and none where that is not clear:%s', (services) => {
  expect(parts(services).backend).toBeUndefined()
})

test('of services with one image the backend is the one that others reach', () => {
  const image = 'image: "registry.example.com/identity:1.3"'
  const main = `  identity: { ${image}, expose: ["4433"] }\n`
  const others = `  courier: { ${image}, command: [courier, watch] }\n${db}`
  expect(parts(main + others).backend).toBe('identity')
  const two = `  other: { ${image}, ports: ["9000:9000"] }\n`
  expect(parts(main + two + others).backend).toBeUndefined()
  const foreign = '  courier: { image: "registry.example.com/courier:2" }\n'
  expect(parts(main + foreign + db).backend).toBeUndefined()
})

test.for([
  'image: "shop:2", command: nginx',
  'image: "shop:2", command: ["/usr/sbin/nginx", "-g", "daemon off;"]',
  'image: "shop:2", entrypoint: caddy, command: run --config /etc/Caddyfile',
  'image: "shop:2", entrypoint: [haproxy], command: ["-f", "/etc/haproxy.cfg"]',
])('a proxy from the image of the backend is told by what it starts: %s', (front) => {
  const edge = `  front: { ${front}, ports: ["80:8080"] }\n`
  const app = '  app: { image: "shop:2", command: shop serve, expose: ["8000"] }\n'
  const found = { backend: 'app', database: 'db', edge: 'front' }
  expect(parts(edge + app + db)).toEqual(found)
  expect(parts(db + app + edge)).toEqual(found)
})

test('one service that starts all of it is the backend, and no proxy', () => {
  expect(parts(`  app: { image: "shop:2", command: nginx }\n${db}`)).toEqual({
    backend: 'app',
    database: 'db',
  })
})

test.for([
  '{ image: "shop:1", environment: { POSTGRES_DB: a, POSTGRES_USER: a, POSTGRES_HOST: db } }',
  '{ image: "shop:1", environment: [POSTGRES_DB=a, POSTGRES_SERVER=db.example.com] }',
  '{ build: ., environment: { POSTGRES_USER: a, DB_HOST: db } }',
])('a backend that is told the names of the database is not one: %s', (service) => {
  expect(parts(`  app: ${service}`)).toEqual({ backend: 'app' })
})

test('the service that the gate starts is the backend', () => {
  const text = 'services: { one: { image: "a:1" }, two: { image: "b:1" } }'
  const { services } = readCompose(text)
  const launch = (service: string) =>
    ({ kind: 'compose', file: 'compose.yml', service, port: 80 }) as const
  expect(namedServices(services, { launch: launch('two') })).toEqual({ backend: 'two' })
  expect(namedServices(services, { launch: launch('three') })).toEqual({})
  const deployment = { services: { backend: 'one' } }
  expect(namedServices(services, { launch: launch('two'), deployment })).toEqual({ backend: 'one' })
})

test.each([
  'tools: { build: tools, profiles: [tools] }',
  'shell: { image: "app:1", profiles: ["dev", "debug"], stdin_open: true }',
])('what has to be asked for is not the backend beside one that starts: %s', (other) => {
  expect(parts(`  web: { build: . }\n  ${other}\n${db}`).backend).toBe('web')
  const asked = '  web: { build: ., profiles: [full] }'
  expect(parts(`${asked}\n  ${other}\n${db}`).backend).toBeUndefined()
})

test.each(['KEY: a', 'KEY: "$KEY"'])(
  'of services that share one environment the backend is the one that is called so: %s',
  (line) => {
    const all = `, environment: { ${line} } }`
    const services = [
      `web: { image: "team/frontend:1"${all}`,
      `api: { image: "team/backend:1"${all}`,
      `worker: { image: "team/backend:1"${all}`,
      `db: { image: "postgres:16"${all}`,
      `files: { image: "minio/minio:1"${all}`,
      `proxy: { image: "team/app-proxy:1", ports: ["80:80"]${all}`,
    ]
    const text = `services:\n${services.map((each) => `  ${each}`).join('\n')}\n`
    const config = { settings: { secretKey: 'KEY' } }
    expect(namedServices(readCompose(text).services, config).backend).toBe('api')
  },
)
