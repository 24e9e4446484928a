/** Goal: a pulse holds the one row that is meant, whatever else looks like its id. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { createDatabase } from '#gate/stack/databases.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { pulseRowLock } from './row-lock.ts'

let scratchDir: string
let postgres: RunningService<'postgres'>
let url: string

beforeAll(async () => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-test-'))
  const labels = { runId: 'rows', owner: 'test', scratchDir }
  postgres = await new LocalEngine(labels).start('postgres', {})
  url = (await createDatabase(postgres.server)).url
})
afterAll(async () => {
  await postgres.remove()
  rmSync(scratchDir, { recursive: true })
})

const letters = 'abcdefghij'
/** Ten rows that all contain "1" and, as their owner, 2. */
async function makeTable(table: string, keys: string): Promise<void> {
  const columns = `id int, owner int default 2, slug text, made date default '2011-11-12', ${keys}`
  await query(url, `create table ${table} (${columns})`)
  const rows = [...letters].map((letter, at) => `(${at + 1}, 'record/${letter}')`)
  await query(url, `insert into ${table} (id, slug) values ${rows.join(', ')}`)
}

/** The ids of the rows that are locked. */
async function lockedIn(table: string): Promise<number[]> {
  const free = `select id from ${table} for update skip locked`
  const rows = await query(url, `select id from ${table} where id not in (${free}) order by id`)
  return rows.map(({ id }) => Number(id))
}

test.each([
  ['a primary key', 'primary key (id)', '1', [1]],
  ['another unique column', 'primary key (id), unique (slug)', 'record/c', [3]],
  ['a key of two columns', 'primary key (owner, id)', '7', [7]],
  ['a column that is not unique', 'check (true)', '10', [10]],
  ['a part of a text', 'primary key (id)', 'h', [8]],
])('an id in %s', async (what, keys, id, expected) => {
  const table = `of_${what.replaceAll(' ', '_')}`
  await makeTable(table, keys)
  const pulses = await pulseRowLock(url, { table, id, holdMs: 500, freeMs: 0, afterMs: 0 })
  const locked = async () => {
    const ids = await lockedIn(table)
    return ids.length > 0 ? ids : undefined
  }
  const options = { timeoutMs: 5_000, intervalMs: 10 }
  expect(await waitFor('a locked row', locked, options)).toEqual(expected)
  await pulses.stop()
})

test('an id of no row is inconclusive', async () => {
  await makeTable('of_none', 'primary key (id)')
  const pulses = pulseRowLock(url, {
    table: 'of_none',
    id: 'none',
    holdMs: 1,
    freeMs: 1,
    afterMs: 0,
  })
  await expect(pulses).rejects.toMatchObject({ code: 'PREFLIGHT_E_INCONCLUSIVE' })
})
