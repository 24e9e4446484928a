import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LocalEngine } from './local/engine.ts'
import {
  closeSession,
  connectPostgres,
  query,
  reconnectingSession,
  withSession,
} from './postgres-session.ts'
import type { RunningService } from './types.ts'

let scratchDir: string
let postgres: RunningService<'postgres'>
let url: string

beforeAll(async () => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  const labels = { runId: 'session', owner: 'test', scratchDir }
  postgres = await new LocalEngine(labels).start('postgres', {})
  url = postgres.server.url
})
afterAll(async () => {
  await postgres.remove()
  rmSync(scratchDir, { recursive: true })
})

/** Names of all connections but the one that asks. */
async function names(): Promise<string[]> {
  const rows = await query<{ name: string }>(
    url,
    `select application_name as name from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid() order by 1`,
  )
  return rows.map(({ name }) => name)
}

test('a query returns its rows, and leaves no connection', async () => {
  expect(await query(url, 'select $1::int + 1 as answer', [41])).toEqual([{ answer: 42 }])
  await expect.poll(names).toEqual([])
})

test('a session has its name, and is closed after its work, whatever that throws', async () => {
  const options = { application_name: 'preflight-watch' }
  const work = async () => {
    expect(await names()).toEqual(['preflight-watch'])
    throw new Error('the work failed')
  }
  await expect(withSession(url, work, options)).rejects.toThrow('the work failed')
  await expect.poll(names).toEqual([])
})

test('a session whose first statements fail is closed', async () => {
  const prepare = connectPostgres(url, {}, (session) => session.query('no such statement'))
  await expect(prepare).rejects.toMatchObject({ code: '42601' })
  await expect.poll(names).toEqual([])
})

test('what keeps us out is said', async () => {
  const other = url.replace(/\/postgres$/, '/nowhere')
  await expect(query(other, 'select 1')).rejects.toMatchObject({ code: '3D000' })
})

test('a server that goes away ends no process, and one kept connection comes again', async () => {
  const session = await connectPostgres(url)
  const kept = reconnectingSession(url)
  await kept.query('select 1')
  await postgres.stop('crash')
  await expect(session.query('select 1')).rejects.toThrow()
  await closeSession(session)
  await postgres.start()
  expect((await kept.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await kept.end()
})
