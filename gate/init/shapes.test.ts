/** Goal: folders as templates and teams of several languages lay them out are understood. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import type { LaunchKind } from './guess/launch.ts'
import { draft } from './init.ts'
import { folderOf } from './testing/backends.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function made(files: Readonly<Record<string, string>>, kind: LaunchKind = 'compose') {
  const folder = folderOf(files)
  folders.push(folder)
  return await draft({ folder, kinds: [kind], answers: [] })
}

test('a job that ends is not the backend; its port is in its health check', async () => {
  const { config } = await made({
    'docker-compose.yml': `
services:
  store: { image: "postgres:17" }
  prestart: { build: ./backend, command: bash scripts/prestart.sh }
  backend:
    build: ./backend
    depends_on: { prestart: { condition: service_completed_successfully } }
    environment:
      - SECRET_KEY=\${SECRET_KEY?Variable not set}
      - POSTGRES_SERVER=store
      - POSTGRES_PASSWORD=\${POSTGRES_PASSWORD?Variable not set}
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8000/api/health/"] }
`,
    'backend/Dockerfile': 'FROM python:3.12\nCMD ["fastapi", "run", "app/main.py"]\n',
  })
  expect(config).toMatchObject({
    launch: { file: 'docker-compose.yml', service: 'backend', port: 8000 },
    settings: { secretKey: 'SECRET_KEY' },
    backing: { postgres: { host: 'POSTGRES_SERVER', password: 'POSTGRES_PASSWORD' } },
    endpoints: { health: '/api/health/' },
  })
})

test('a job of the compose file says how to migrate', async () => {
  const { config } = await made({
    'docker-compose.yml': `
services:
  db: { image: "postgres:17" }
  schema: { image: "flyway/flyway", command: migrate }
  upgrade: { build: ., command: python -m shop migrate --noinput }
  web:
    build: .
    command: sh -c "python -m shop migrate && gunicorn shop.wsgi"
    depends_on: { upgrade: { condition: service_completed_successfully } }
    ports: ["8000:8000"]
`,
    Dockerfile: 'FROM python:3.12\nCMD ["gunicorn", "shop.wsgi"]\n',
  })
  const args = ['-m', 'shop', 'migrate', '--noinput']
  expect(config?.commands).toEqual({ migrate: { command: 'python', args } })
})

test("the broker's address is of the same Redis", async () => {
  const { config } = await made({
    '.env.example': `REDIS_URL=redis://redis:6379/0
CELERY_BROKER_URL=redis://redis:6379/1
CELERY_RESULT_BACKEND=redis://redis:6379/2
`,
    'docker-compose.yml': 'services:\n  web: { build: ., ports: ["8000:8000"] }\n',
    Dockerfile: 'FROM python:3.12\nCMD ["gunicorn", "shop.wsgi"]\n',
  })
  const also = ['CELERY_BROKER_URL', 'CELERY_RESULT_BACKEND']
  expect(config?.backing).toEqual({ redis: { url: 'REDIS_URL', also } })
  expect(config?.environment?.always ?? {}).not.toHaveProperty('CELERY_BROKER_URL')
})

test('a worker is not the backend; the start script of the image tells the port', async () => {
  const { config } = await made({
    'docker-compose.production.yml': `
services:
  django: &django
    build: { context: ., dockerfile: ./ops/Dockerfile }
    env_file: [./.envs/.django]
    command: /start
  celeryworker:
    <<: *django
    command: /start-celeryworker
  store: { image: "postgres:16" }
`,
    'ops/Dockerfile': 'FROM python:3.12\nCOPY ops/start /start\n',
    'ops/start': '#!/bin/sh\nexec gunicorn config.wsgi --bind 0.0.0.0:5000\n',
    '.envs/.django': 'DJANGO_SECRET_KEY=real\nDJANGO_ALLOWED_HOSTS=.example.com\nPLAN=free\n',
    'manage.py': 'from django.core.management import execute_from_command_line',
  })
  expect(config).toMatchObject({
    launch: { service: 'django', port: 5000 },
    settings: { secretKey: 'DJANGO_SECRET_KEY', trustedHosts: 'DJANGO_ALLOWED_HOSTS' },
    environment: { always: { PLAN: 'free' } },
    proxyHeaders: { host: 'www.example.com' },
  })
  expect(JSON.stringify(config)).not.toContain('real')
})

test('the keys of others are not the key of the backend', async () => {
  const sample = [
    'PORT=3000',
    'STRIPE_SECRET_KEY=sk_test_1',
    'JWT_REFRESH_SECRET=b',
    'JWT_SECRET=a',
    'JWT_EXPIRES_IN=15m',
    'REDIS_ADDR=localhost:6379',
  ]
  const scripts = { start: 'nest start', 'start:prod': 'node dist/main' }
  const { config } = await made(
    { '.env.example': sample.join('\n'), 'package.json': JSON.stringify({ scripts }) },
    'command',
  )
  expect(config).toMatchObject({
    launch: { command: 'node', args: ['dist/main'] },
    settings: { jwtSecretKey: 'JWT_SECRET', accessTokenTtl: 'JWT_EXPIRES_IN' },
    backing: { redis: { address: 'REDIS_ADDR' } },
  })
  expect(config?.settings?.secretKey).toBeUndefined()
})

test('what a stage has from the one that it begins with is known', async () => {
  const { config } = await made(
    {
      Dockerfile: `FROM python:3.12 AS base
EXPOSE 8080
HEALTHCHECK CMD curl -f http://localhost:8080/healthz
FROM node:24 AS assets
EXPOSE 9999
FROM base AS final
CMD ["gunicorn", "app:app"]
`,
    },
    'image',
  )
  expect(config).toMatchObject({
    launch: { image: { file: 'Dockerfile' }, port: 8080 },
    endpoints: { health: '/healthz' },
  })
})

test('a backend that speaks FastCGI is not asked itself', async () => {
  const compose = (app: string) => `
services:
  app: { ${app} }
  web: { image: "nginx:1.27", ports: ["80:80"] }
  db: { image: "postgres:16" }
`
  const files = { Dockerfile: 'FROM php:8.3-fpm\nEXPOSE 9000\n' }
  for (const app of ['build: .', 'image: "acme/shop-fpm:3", expose: [9000]']) {
    const { config, open } = await made({ ...files, 'docker-compose.yml': compose(app) })
    expect(config?.launch).toBeUndefined()
    expect(open.map(({ path }) => path.join('.'))).toContain('launch')
  }
  const { config } = await made({
    ...files,
    'docker-compose.yml': compose('build: ., command: php artisan serve --port=8000'),
  })
  expect(config?.launch).toMatchObject({ service: 'app' })
})
