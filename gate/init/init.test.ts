/** Goal: a config for a folder that nobody described, and open where nothing says what is right. */
import { rmSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import type { LaunchKind } from './guess/launch.ts'
import { draft, writeConfig } from './init.ts'
import { express, fastapi, folderOf, go, goModule, pyramid } from './testing/backends.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function made(
  files: Readonly<Record<string, string>>,
  kinds: LaunchKind[],
  answers: string[] = [],
) {
  const folder = folderOf(files)
  folders.push(folder)
  return draft({ folder, kinds, answers })
}

test.each([
  ['deploy: { replicas: 3 }', 3],
  ['deploy: { replicas: "$N" }', 1],
  ['deploy: {}', 1],
])('how many run is what a stack says: %s', async (deploy, replicas) => {
  const stack = `services:\n  api: { image: a/api, ${deploy} }\n`
  const { text } = await made({ 'stack.yml': stack, 'go.mod': goModule['go.mod'] }, ['command'])
  expect(text).toContain(`replicas: ${replicas} # guessed`)
})

test('a compose file that is laid over another one is read together with it', async () => {
  const { config } = await made(
    {
      'compose.yaml': `services:
  api: { image: a/api, expose: ["8000"], environment: { DATABASE_URL: "postgres://db/a" } }
  edge: { image: "nginx:1.28", ports: ["80:80"] }
`,
      'compose.prod.yaml': `services:
  api: { environment: { LOG_LEVEL: "\${LEVEL:?}" } }
  edge: { volumes: ["./nginx/prod.conf:/etc/nginx/nginx.conf"] }
`,
      'nginx/prod.conf': 'events {}',
      'nginx/nginx.conf': 'events {}',
    },
    ['compose'],
  )
  expect(config).toMatchObject({
    launch: {
      file: ['compose.yaml', 'compose.prod.yaml'],
      service: 'api',
      port: 8000,
      variables: { LEVEL: 'preflight' },
    },
    settings: { logLevel: 'LOG_LEVEL' },
    backing: { postgres: 'DATABASE_URL' },
    manifests: { compose: ['compose.yaml', 'compose.prod.yaml'], nginx: 'nginx/prod.conf' },
  })
})

describe('a Python backend', () => {
  test('has its start, its settings and its services', async () => {
    const { config } = await made(fastapi, ['command'])
    expect(config).toMatchObject({
      name: 'shop-api',
      launch: { command: 'uvicorn', args: ['app.main:app'], port: 'UVICORN_PORT' },
      settings: {
        secretKey: 'SECRET_KEY',
        poolSize: 'DB_POOL_SIZE',
        poolTimeout: 'DB_POOL_TIMEOUT',
      },
      units: { accessTokenTtl: 'min' },
      knownDefaults: { secretKey: ['changethis'] },
      backing: {
        postgres: { url: 'DATABASE_URL', scheme: 'postgresql+asyncpg' },
        redis: 'REDIS_URL',
      },
      admin: { email: 'admin@example.com', password: 'changethis' },
      environment: {
        production: { ENVIRONMENT: 'production' },
        always: { PROJECT_NAME: 'My shop' },
      },
      endpoints: { health: '/v1/healthz' },
    })
    expect(config?.commands?.migrate).toMatchObject({
      command: 'alembic',
      args: ['upgrade', 'head'],
    })
  })

  test('is asked as its OpenAPI document says', async () => {
    const { config, open } = await made(fastapi, ['command'])
    const { login, createRecord, readRecord, updateRecord } = config?.operations ?? {}
    const account = { name: 'Ann', email: 'ann@example.com', password: 'pass' }
    expect(login?.request(account)).toMatchObject({
      path: '/v1/login/access-token',
      form: { username: 'ann@example.com', password: 'pass' },
    })
    expect(createRecord?.request('1', 'new')).toMatchObject({ json: { title: 'new', kind: 'a' } })
    expect(readRecord).toMatchObject({ table: 'items' })
    expect(readRecord?.request({ company: '1', id: '7' })).toMatchObject({ path: '/v1/items/7' })
    expect(updateRecord?.request({ company: '1', id: '7' }, 'new')).toMatchObject({ method: 'PUT' })
    expect(open).toEqual([])
  })
})

test('a Node backend without a document leaves its operations open', async () => {
  const { config, text, open } = await made(express, ['command'])
  expect(config).toMatchObject({
    name: 'orders',
    launch: { command: 'node', args: ['dist/server.js'], port: 'HTTP_PORT' },
    settings: { secretKey: 'SESSION_SECRET' },
    backing: {
      postgres: {
        host: 'DB_HOST',
        port: 'DB_PORT',
        user: 'DB_USER',
        password: 'DB_PASSWORD',
        database: 'DB_NAME',
      },
    },
  })
  expect(open.map(({ path }) => path.join('.'))).toContain('operations.login')
  expect(text).toContain(
    '# TODO How does a user log in?\n#   operations:\n#     login: { post: /login,',
  )
})

test.each([
  ['compose', { file: 'compose.yaml', service: 'api', port: 8080 }],
  ['image', { image: { file: 'Dockerfile' }, port: 8080 }],
] as const)('a Go backend is started by its %s', async (kind, launch) => {
  const { text } = await made(go, [kind, 'command'], [])
  for (const [key, value] of Object.entries(launch)) {
    if (typeof value !== 'object') expect(text).toContain(`  ${key}: ${value}`)
  }
  expect(text).toContain('health: /healthz # guessed: HEALTHCHECK of Dockerfile')
  expect(text).toContain('poolSize: DB_MAX_OPEN_CONNS')
})

test('what a compose file demands has a value, unless something else gives one', async () => {
  const files = {
    'compose.yaml': `services:
  web:
    image: shop
    ports: ["8000:8000"]
    environment:
      DATABASE_URL: \${DATABASE_URL:?}
      SECRET_KEY: \${SECRET_KEY:?}
      MAIL_FROM: \${MAIL_FROM:?who sends}
      GREETING: \${GREETING:?}
      REGION: \${REGION:?}
      LOG_LEVEL: \${LOG_LEVEL:-info}
  db:
    image: postgres:15
    environment: { POSTGRES_PASSWORD: "\${DB_PASSWORD?}" }
`,
    '.env.example': 'GREETING=hello\n',
    '.env': 'REGION=here\n',
  }
  const { config, text } = await made(files, ['compose'])
  expect(config?.launch).toMatchObject({
    kind: 'compose',
    variables: { MAIL_FROM: 'preflight@example.com', DB_PASSWORD: 'preflight' },
  })
  expect(Object.keys(Object(config?.launch).variables)).toHaveLength(2)
  expect(text).toContain('DB_PASSWORD: preflight # guessed: compose.yaml demands a value')
})

test('a Go module without a document shows its program, its variables and its paths', async () => {
  const { config, text } = await made(goModule, ['command'])
  expect(config).toMatchObject({
    name: 'reader-app',
    launch: { command: './reader.app', args: [], port: 'PORT' },
    settings: { poolSize: 'DATABASE_MAX_CONNS', poolRecycle: 'DATABASE_CONNECTION_LIFETIME' },
    backing: { postgres: { url: 'DATABASE_URL', query: 'sslmode=disable' } },
    endpoints: { health: '/healthz', ready: '/readyz', metrics: '/metrics' },
    commands: { migrate: { command: './reader.app', args: ['-migrate'] } },
    manifests: {
      compose: 'contrib/docker-compose/basic.yml',
      dockerfile: 'packaging/docker/alpine/Dockerfile',
    },
  })
  expect(config?.settings?.secretKey).toBeUndefined()
  expect(text).toContain('made by: go build .')
})

test('an ini file of PasteDeploy is served, through the script of all programs', async () => {
  const { config } = await made(pyramid, ['command'])
  expect(config).toMatchObject({
    launch: { command: './run', args: ['gunicorn', '--paste', 'production.ini'], port: 'PORT' },
    backing: { postgres: 'DATABASE_URL' },
  })
})

test('answers go before what is found, and close what is open', async () => {
  const { config, open } = await made(
    express,
    ['command'],
    ['endpoints.health=/up', 'operations.profile={ get: /me, result: $.login }', 'name=other'],
  )
  expect(config).toMatchObject({ name: 'other', endpoints: { health: '/up' } })
  expect(open.map(({ path }) => path.join('.'))).not.toContain('operations.profile')
})

test.each([
  ['nonsense', 'expected key=value'],
  ['name={', '--set name: the value is no YAML'],
  ['endpoints.helth=/up', 'unknown key "helth", did you mean health?'],
])('the answer %s is refused', async (answer, message) => {
  await expect(made(express, ['command'], [answer])).rejects.toThrow(message)
})

test('a person is asked for what is missing', async () => {
  const folder = folderOf(express)
  folders.push(folder)
  const ask = async ({ path }: { path: readonly string[] }) =>
    path.join('.') === 'endpoints.health' ? '/live' : undefined
  const { config, open } = await draft({ folder, kinds: ['command'], answers: [], ask })
  expect(config?.endpoints?.health).toBe('/live')
  expect(open.length).toBeGreaterThan(2)
})

test('a config that is there is not replaced unasked', async () => {
  const folder = folderOf({ 'preflight.config.yaml': 'mine' })
  folders.push(folder)
  const file = `${folder}/preflight.config.yaml`
  await expect(writeConfig(file, 'new', false)).rejects.toThrow('is already there')
  await writeConfig(file, 'new', true)
  await expect(writeConfig(`${folder}/none/file`, 'new', false)).rejects.toThrow(
    'cannot be written',
  )
})

test('a folder that says nothing gives a config to fill in', async () => {
  const { config, text, open } = await made({ 'README.md': '# Nothing' }, ['command'])
  expect(config).toBeUndefined()
  expect(open.map(({ path }) => path.join('.'))).toContain('launch')
  expect(text).toContain('How is it started, and which variable holds its port?')
})
