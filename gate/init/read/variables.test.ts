/** Goal: what the deployment is given counts more than what a sample says. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { folderOf } from '../testing/backends.ts'
import { Folder } from './files.ts'
import { leftToDefaults, variablesOf } from './variables.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const sample = `CACHE_STORE=memory
RATE_LIMITER_ENABLED=false
MEDIA_ROOT=./uploads
CACHE_HOST=localhost
CACHE_PORT=6379
SEARCH_URL=http://localhost:7700
SIGNING_SECRET=change-me
TAG=dev
LOG_LEVEL=debug
`
const compose = `services:
  app:
    build: .
    environment:
      CACHE_STORE: redis
      RATE_LIMITER_ENABLED: "true"
      MEDIA_ROOT: /srv/uploads
      CACHE_HOST: cache
      CACHE_PORT: "6380"
      SEARCH_URL: http://search:7700
      SIGNING_SECRET: in-words
      TAG: "\${TAG:-latest}"
  cache: { image: "redis:7" }
  search: { image: "getmeili/meilisearch:v1" }
`

test.each([
  ['CACHE_STORE', 'redis', 'compose.yaml'],
  ['RATE_LIMITER_ENABLED', 'true', 'compose.yaml'],
  // A place in the container, and names that only its network knows.
  ['MEDIA_ROOT', './uploads', '.env.sample'],
  ['CACHE_HOST', 'localhost', '.env.sample'],
  ['CACHE_PORT', '6379', '.env.sample'],
  ['SEARCH_URL', 'http://localhost:7700', '.env.sample'],
  // Secrets, and what an operator fills in.
  ['SIGNING_SECRET', 'change-me', '.env.sample'],
  ['TAG', 'dev', '.env.sample'],
  ['LOG_LEVEL', 'debug', '.env.sample'],
])('%s is %s, as %s says', (name, value, file) => {
  const path = folderOf({ '.env.sample': sample, 'compose.yaml': compose, Dockerfile: 'FROM a' })
  folders.push(path)
  const found = variablesOf(new Folder(path), []).find((variable) => variable.name === name)
  expect(found).toEqual({ name, value, file })
})

const stack = `services:
  api:
    image: a/api
    environment: [MODE=fast, TOKEN_SECRET_FILE=/run/secrets/token, FILE=/run/secrets/other]
`

test('a stack says it where there is no compose file, secrets by the names of their values', () => {
  const path = folderOf({ 'stack.yml': stack })
  folders.push(path)
  const found = variablesOf(new Folder(path), [])
  expect(found.map(({ name, value }) => `${name}=${value}`)).toEqual([
    'MODE=fast',
    'TOKEN_SECRET=',
    'FILE=',
  ])
})

test.each([
  ['its list lacks them', compose, ['LOG_LEVEL']],
  ['a file may have them', compose.replace('build: .', 'build: .\n    env_file: .env'), []],
  ['it has no list', 'services: { app: { build: . } }\n', []],
])('what the deployment leaves at its default: %s', (_why, text, left) => {
  const path = folderOf({ '.env.sample': sample, 'compose.yaml': text, Dockerfile: 'FROM a' })
  folders.push(path)
  const folder = new Folder(path)
  expect([...leftToDefaults(folder, variablesOf(folder, []))]).toEqual(left)
})

test.each([
  'a(process.env.POOL_MAX)',
  "a(process.env['POOL_MAX'])",
  "export default ({ env }) => ({ max: env('POOL_MAX', 10) })",
  "export default ({ env }) => ({ max: env.int('POOL_MAX', 10) })",
  "a(Env.get('POOL_MAX'))",
  "this.configService.get('POOL_MAX')",
  "config.getOrThrow<number>(\n  'POOL_MAX')",
  'const { PORT, POOL_MAX } = process.env',
  'const {\n  PORT: port = 3000,\n  POOL_MAX: max,\n} = process.env',
])('a backend reads a variable by %s', (text) => {
  const path = folderOf({ 'config/database.ts': text })
  folders.push(path)
  const source = { file: 'config/database.ts', ending: 'ts' as const, text }
  const found = variablesOf(new Folder(path), [source]).find(({ name }) => name === 'POOL_MAX')
  expect(found).toEqual({ name: 'POOL_MAX', value: '', file: 'config/database.ts' })
})
