/**
 * Goal: the gate uses an own PostgreSQL and Redis, whose data it leaves as it is, also when it is
 * killed; what would stop such a server is unverified by that word.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '#gate/host/process/wait.ts'
import { LocalEngine } from '#gate/stack/local/engine.ts'
import { query } from '#gate/stack/postgres-session.ts'
import type { RunningService } from '#gate/stack/types.ts'
import { runGate, startGate } from './support/gate.ts'
import { residueOf, runOf } from './support/residue.ts'

const timeoutMs = 300_000
let scratchDir = ''
let postgres: RunningService<'postgres'>
let redis: RunningService<'redis'>
let keys: Redis
/** The backend refuses one that people would choose. */
const password = `Gv7-${randomBytes(18).toString('base64url')}`
let environment: Record<string, string> = {}

beforeAll(async () => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-given-'))
  const engine = new LocalEngine({ runId: 'given', owner: 'test', scratchDir })
  postgres = await engine.start('postgres', {})
  redis = await engine.start('redis', { settings: { databases: 16 } })
  await query(postgres.server.url, `create role app login createdb password '${password}'`)
  await query(postgres.server.url, 'create database shop owner app')
  const url = new URL(postgres.server.url)
  url.username = 'app'
  url.password = password
  url.pathname = '/shop'
  environment = {
    PREFLIGHT_TEST_POSTGRES: url.href,
    PREFLIGHT_TEST_REDIS: `${redis.server.url}/2`,
  }
  await query(url.href, 'create table kept as select 1 as id')
  keys = new Redis(redis.server.url)
  for (const number of [0, 2, 5]) {
    await keys.select(number)
    await keys.set('kept', 'yes')
  }
}, 60_000)
afterAll(async () => {
  keys?.disconnect()
  await postgres?.remove()
  await redis?.remove()
  rmSync(scratchDir, { recursive: true })
})

const target = ['--target', 'test/fixtures/given.config.ts', '--engine', 'local', '--quick']

/** What is on both servers, as their owner sees it. */
async function everything() {
  const url = postgres.server.url
  const databases = await query(url, 'select datname from pg_database order by 1')
  const roles = await query(url, "select rolname from pg_roles where rolname !~ '^pg_' order by 1")
  const used = [...(await keys.info('keyspace')).matchAll(/^(db\d+:keys=\d+)/gm)].map(
    ([all]) => all,
  )
  return {
    databases: databases.map(({ datname }) => datname),
    roles: roles.map(({ rolname }) => rolname),
    kept: await query(environment.PREFLIGHT_TEST_POSTGRES ?? '', 'select id from kept'),
    used,
  }
}
const untouched = {
  databases: ['postgres', 'shop', 'template0', 'template1'],
  roles: ['app', 'postgres'],
  kept: [{ id: 1 }],
  used: ['db0:keys=1', 'db2:keys=1', 'db5:keys=1'],
}

/** The two last stop a server. */
const expected = {
  'database.migrate-downgrade': 'pass',
  'cache.permission-key': 'pass',
  'pool.survives-restart': 'unverified',
  'cache.redis-down-degrades': 'unverified',
}

test('a run: measured on them, or unverified for a reason', { timeout: timeoutMs }, async () => {
  const out = join(scratchDir, 'out')
  const args = [...target, '--json', '--only', ...Object.keys(expected)]
  const { stdout, stderr } = await runGate(args, { environment, out })
  expect(await everything()).toEqual(untouched)
  const { claims } = JSON.parse(stdout) as { claims: { id: string; verdict: string }[] }
  expect(Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict])), stderr).toEqual(
    expected,
  )
  expect(stderr).toContain('2 claims cannot be tried on the servers that services gives')
  const [folder = ''] = readdirSync(out)
  const record = readFileSync(join(out, folder, 'run.json'), 'utf8')
  expect(record).not.toContain(password)
  expect(record).toMatch(/given: 127\.0\.0\.1:\d+, PostgreSQL 15\./)
})

/** Checks that need nothing but the two servers. */
const busy = ['cache.permission-key', 'cache.invalidate-endpoint', 'database.migrate-downgrade']

test('a gate that is killed leaves nothing on them', { timeout: timeoutMs }, async () => {
  const gate = startGate([...target, '--only', ...busy], { environment })
  const run = await waitFor('the gate has a run', async () => runOf(gate.child.pid as number), {
    timeoutMs: 60_000,
    intervalMs: 50,
  })
  const isBusy = async () => {
    const { databases, used } = await everything()
    return (databases.length > 5 && used.length > 4) || undefined
  }
  await waitFor('databases and numbers of the run', isBusy, { timeoutMs: 120_000, intervalMs: 100 })
  gate.child.kill('SIGKILL')
  // The sweep of another gate may remove the folder while the watcher still empties the servers.
  const isGone = async () => {
    const isEmpty = JSON.stringify(await everything()) === JSON.stringify(untouched)
    return (isEmpty && residueOf(run).length === 0) || undefined
  }
  await waitFor('nothing to be left', isGone, { timeoutMs: 60_000, intervalMs: 200 }).catch(
    () => {},
  )
  expect(await everything()).toEqual(untouched)
  expect(residueOf(run)).toEqual([])
})
