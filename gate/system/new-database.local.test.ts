/** Goal: a new database has what the config wants of it before anything migrates it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineTarget, type TargetConfig } from '#gate/contract/contract.ts'
import { closeAdminConnections } from '#gate/stack/databases.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { newDatabase } from './new-database.ts'

let folder = ''
let postgres: RunningService<'postgres'>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-new-'))
  const labels = { runId: 'new-database', owner: 'test', scratchDir: folder }
  postgres = await new LocalEngine(labels).start('postgres', {})
  writeFileSync(join(folder, 'first.sql'), 'create table one (n int); insert into one values (1);')
})
afterAll(async () => {
  await closeAdminConnections()
  await postgres.remove()
  rmSync(folder, { recursive: true })
})

const made = async (wanted: NonNullable<TargetConfig['services']>['postgres']) => {
  const launch = { kind: 'attached', url: 'http://127.0.0.1:1' } as const
  const services = wanted ? { postgres: wanted } : {}
  const config = defineTarget({ name: 'x', launch, services })
  return await newDatabase(postgres.server, { config, folder })
}

test('extensions and the script', async () => {
  const { url } = await made({ extensions: ['pg_trgm', 'uuid-ossp'], script: 'first.sql' })
  expect(await query(url, "select similarity('a', 'a') as n, uuid_nil() as nil")).toEqual([
    { n: 1, nil: '00000000-0000-0000-0000-000000000000' },
  ])
  expect(await query(url, 'select n from one')).toEqual([{ n: 1 }])
})

test('the locale', async () => {
  const locale = 'select datcollate, datctype from pg_database where datname = current_database()'
  const [said] = await query((await made({ locale: 'C.UTF-8' })).url, locale)
  expect(said).toEqual({ datcollate: 'C.UTF-8', datctype: 'C.UTF-8' })
})

test.for<[wanted: NonNullable<TargetConfig['services']>['postgres'], told: RegExp]>([
  [{ extensions: ['no_such'] }, /^services\.postgres\.extensions: no_such: PostgreSQL 15\./],
  [{ locale: 'xx_XX' }, /^services\.postgres\.locale: PostgreSQL 15\..*xx_XX/],
  [{ script: 'none.sql' }, /^services\.postgres\.script: cannot read none\.sql: ENOENT/],
])('%j is told', async ([wanted, told]) => {
  await expect(made(wanted)).rejects.toThrow(told)
})

test.for([
  '\\restrict abc\nselect 1;',
  'create table two (n int);\nCOPY public.two (n) FROM stdin;\n1\n\\.\n',
  '\\connect shop',
])('a script for psql is told as one: %j', async (sql) => {
  writeFileSync(join(folder, 'psql.sql'), sql)
  const refused = await made({ script: 'psql.sql' }).catch((error: unknown) => error)
  expect(refused).toMatchObject({ hint: expect.stringContaining('pg_dump --inserts') })
})
