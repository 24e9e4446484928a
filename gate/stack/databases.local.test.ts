import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeAdminConnections, createDatabase } from './databases.ts'
import { LocalEngine } from './local/engine.ts'
import { closeSession, connectPostgres } from './postgres-session.ts'
import { queryOnce } from './probes.ts'
import type { RunningService } from './types.ts'

let scratchDir: string
let postgres: RunningService<'postgres'>

beforeAll(async () => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  postgres = await new LocalEngine({ runId: 'db', owner: 'test', scratchDir }).start('postgres', {})
})
afterAll(async () => {
  await closeAdminConnections()
  await postgres.remove()
  rmSync(scratchDir, { recursive: true })
})

test('a clone has the data of its template and goes its own way', async () => {
  const template = await createDatabase(postgres.server, { name: 'te"mplate' })
  await queryOnce(template.url, 'CREATE TABLE fruit AS SELECT 1 AS id')
  const clones = await Promise.all(
    Array.from({ length: 6 }, () => createDatabase(postgres.server, { template: template.name })),
  )
  expect(new Set(clones.map(({ name }) => name)).size).toBe(6)
  await queryOnce(clones[0]?.url ?? '', 'INSERT INTO fruit VALUES (2)')
  expect(await queryOnce(clones[0]?.url ?? '', 'SELECT count(*) FROM fruit')).toBe('2')
  expect(await queryOnce(clones[1]?.url ?? '', 'SELECT count(*) FROM fruit')).toBe('1')
})

test('a database is dropped with its connections, twice without harm', async () => {
  const database = await createDatabase(postgres.server)
  const session = await connectPostgres(database.url)
  await database.drop()
  await database.drop()
  await expect(queryOnce(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
  await closeSession(session)
})

test('what is wrong is said by PostgreSQL', async () => {
  const missing = createDatabase(postgres.server, { template: 'none' })
  await expect(missing).rejects.toMatchObject({ code: '3D000' })
  const taken = createDatabase(postgres.server, { name: 'postgres' })
  await expect(taken).rejects.toMatchObject({ code: '42P04' })
})

test('fixtures go on after the server was stopped and started', async () => {
  await createDatabase(postgres.server)
  await postgres.stop('crash')
  await postgres.start()
  await expect(createDatabase(postgres.server)).resolves.toMatchObject({
    name: expect.stringMatching(/^check_/),
  })
})
