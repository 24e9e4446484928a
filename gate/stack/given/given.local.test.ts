/**
 * Goal: on a server that is not the gate's, a run makes what carries its name, removes all of it,
 * and touches nothing else. The servers are real; the test is their owner.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { clearGiven, noteGiven, numberMark, readGiven } from '#gate/host/reaper/given.ts'
import { closeAdminConnections, createDatabase, dropDatabase } from '../databases.ts'
import { LocalEngine } from '../local/engine.ts'
import { query } from '../postgres-session.ts'
import { Shelf } from '../shelf.ts'
import type { RunningService } from '../types.ts'
import { GivenEngine } from './engine.ts'
import { givenPostgres } from './postgres.ts'
import { givenRedis } from './redis.ts'

const runId = '0123456789ab'
let scratchDir = ''
let engine: LocalEngine
let postgres: RunningService<'postgres'>
let redis: RunningService<'redis'>
/** As the owner of the servers gives it: a role with few rights, and a number with keys. */
let postgresUrl = ''
let redisUrl = ''
let keys: Redis

beforeAll(async () => {
  scratchDir = mkdtempSync(join(tmpdir(), 'preflight-given-'))
  engine = new LocalEngine({ runId: 'given', owner: 'test', scratchDir })
  postgres = await engine.start('postgres', {})
  redis = await engine.start('redis', { settings: { databases: 6 } })
  await query(postgres.server.url, "create role app login createdb password 'app-password'")
  await query(postgres.server.url, 'create database shop owner app')
  const url = new URL(postgres.server.url)
  url.username = 'app'
  url.password = 'app-password'
  url.pathname = '/shop'
  postgresUrl = url.href
  await query(postgresUrl, 'create table kept as select 1 as id')
  redisUrl = `${redis.server.url}/2`
  keys = new Redis(redisUrl)
}, 60_000)
afterAll(async () => {
  keys?.disconnect()
  await closeAdminConnections()
  await postgres?.remove()
  await redis?.remove()
  rmSync(scratchDir, { recursive: true })
})
beforeEach(async () => {
  await keys.set('kept', 'yes')
})
afterEach(async () => {
  await keys.flushall()
  noteGiven(scratchDir, {})
})

const key = 'services.postgres.url'
const giveRedis = (range?: [number, number]) =>
  givenRedis({
    key: 'services.redis.url',
    text: redisUrl,
    range,
    labels: { runId, owner: 'test', scratchDir },
    note: (noted) => noteGiven(scratchDir, { redis: noted }),
  })
const databases = async () => {
  const rows = await query<{ datname: string }>(
    postgres.server.url,
    'select datname from pg_database where not datistemplate order by 1',
  )
  return rows.map(({ datname }) => datname)
}
/** The keys of each number. */
async function everything(): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (let number = 0; number < 6; number += 1) {
    await keys.select(number)
    const names = await keys.keys('*')
    if (names.length > 0) found[number] = names.sort()
  }
  await keys.select(2)
  return found
}
async function write(number: number, name: string): Promise<void> {
  await keys.select(number)
  await keys.set(name, 'x')
  await keys.select(2)
}

test('databases carry the name of the run, are cloned, and go; the given one stays', async () => {
  const given = await givenPostgres(key, postgresUrl, runId)
  const template = await createDatabase(given.server)
  await query(template.url, 'create table fruit as select 1 as id')
  const clone = await createDatabase(given.server, { template: template.name })
  expect(await query(clone.url, 'select id from fruit')).toEqual([{ id: 1 }])
  for (const name of [template.name, clone.name]) expect(name).toMatch(/^preflight_0123456789ab_/)
  await expect(dropDatabase(given.server, 'shop')).rejects.toThrow('not a database of the run')
  await given.remove()
  expect(await databases()).toEqual(['postgres', 'shop'])
  expect(await query(postgresUrl, 'select id from kept')).toEqual([{ id: 1 }])
})

test('a copy of a database of theirs is made, and theirs stays as it is', async () => {
  const given = await givenPostgres(key, postgresUrl, runId)
  const own = new URL(postgresUrl)
  own.pathname = '/postgres'
  const elsewhere = await givenPostgres(key, own.href, runId)
  const copy = await createDatabase(elsewhere.server, { template: 'shop' })
  await query(copy.url, 'delete from kept')
  await elsewhere.remove()
  await given.remove()
  expect(await query(postgresUrl, 'select id from kept')).toEqual([{ id: 1 }])
})

test('what is named as if it were ours is refused, and stays', async () => {
  await query(postgresUrl, `create database preflight_${runId}_theirs`)
  await expect(givenPostgres(key, postgresUrl, runId)).rejects.toMatchObject({
    code: 'PREFLIGHT_E_CONFIG',
    message: expect.stringMatching(
      /^services\.postgres\.url: the server holds preflight_\w+theirs/,
    ),
  })
  expect(await databases()).toContain(`preflight_${runId}_theirs`)
  await query(postgresUrl, `drop database preflight_${runId}_theirs`)
})

test('a role that may create no database, a wrong password and no server are told', async () => {
  await query(postgres.server.url, "create role poor login password 'poor-password'")
  const url = new URL(postgresUrl)
  const refused = async (told: RegExp) =>
    await expect(givenPostgres(key, url.href, runId)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(told),
    })
  url.username = 'poor'
  url.password = 'poor-password'
  await refused(/^services\.postgres\.url: the role poor may not create databases on 127\.0\.0\.1:/)
  url.password = 'wrong'
  await refused(/cannot use the server at 127\.0\.0\.1:\d+: password authentication failed/)
  url.port = '1'
  await refused(/cannot use the server at 127\.0\.0\.1:1: .*ECONNREFUSED/)
})

test('a check that stops a server is unverified; others share the given one', async () => {
  const given = { postgres: await givenPostgres(key, postgresUrl, runId), redis: await giveRedis() }
  const shelf = new Shelf(new GivenEngine(engine, given))
  expect((await shelf.shared('postgres')).url).toBe(postgresUrl)
  for (const kind of ['postgres', 'redis'] as const) {
    await expect(shelf.dedicated(kind, {})).rejects.toMatchObject({
      code: 'PREFLIGHT_E_UNVERIFIED',
      message: expect.stringContaining(`services.${kind} gives one`),
    })
  }
  const made = await createDatabase(given.postgres.server)
  await write(await shelf.redisDatabase(), 'of the target')
  await shelf.close()
  expect(await databases()).not.toContain(made.name)
  expect(await everything()).toEqual({ 2: ['kept'] })
})

test('numbers with keys are left alone, and those that are given back serve again', async () => {
  await write(0, 'theirs')
  await write(4, 'theirs')
  const given = await giveRedis()
  const taken = [await given.takeNumber(), await given.takeNumber(), await given.takeNumber()]
  expect(taken).toEqual([1, 3, 5])
  await expect(given.takeNumber()).rejects.toThrow('no numbered database of the given Redis is emp')
  await write(3, 'of the target')
  await given.giveNumber(3)
  expect(await given.takeNumber()).toBe(3)
  await given.remove()
  expect(await everything()).toEqual({ 0: ['theirs'], 2: ['kept'], 4: ['theirs'] })
})

test('a range is kept, and a number that another run has marked is not taken', async () => {
  const [one, other] = [await giveRedis([3, 4]), await giveRedis([3, 4])]
  expect([await one.takeNumber(), await other.takeNumber()]).toEqual([3, 4])
  await expect(one.takeNumber()).rejects.toThrow('(3 to 4)')
  await one.remove()
  await other.remove()
  await expect(giveRedis([3, 6])).rejects.toThrow('has the databases 0 to 5')
})

test('no command that a server may forbid is sent, and none that clears it', async () => {
  const monitor = await keys.duplicate().monitor()
  const sent: string[] = []
  monitor.on('monitor', (_time, [name = '']: string[]) => sent.push(name.toLowerCase()))
  const given = await giveRedis()
  await write(await given.takeNumber(), 'of the target')
  await given.remove()
  monitor.disconnect()
  expect(sent).toContain('unlink')
  expect(sent.filter((name) => /^(flush|keys|swapdb|shutdown|debug)/.test(name))).toEqual([])
})

test('after the death of a gate, its databases, roles and marked numbers go', async () => {
  const postgresGiven = await givenPostgres(key, postgres.server.url, runId)
  const made = await createDatabase(postgresGiven.server)
  await query(postgres.server.url, `create role preflight_${runId}_canary`)
  const given = await giveRedis()
  const [marked, unmarked] = [await given.takeNumber(), await given.takeNumber()]
  await write(marked, 'of the target')
  await write(unmarked, 'of the target')
  await keys.select(unmarked)
  await keys.del(numberMark)
  await keys.select(2)
  const noted = { url: redis.server.url, numbers: [marked, unmarked] }
  noteGiven(scratchDir, { postgres: postgres.server.url, redis: noted })
  await clearGiven(readGiven(scratchDir), runId)
  expect(await databases()).not.toContain(made.name)
  const roles = await query(postgres.server.url, "select from pg_roles where rolname ~ '_canary$'")
  expect(roles).toEqual([])
  // Long after, an unmarked number may be anybody's; at once it can only be the run's.
  expect(await everything()).toEqual({ 2: ['kept'], [unmarked]: ['of the target'] })
  await clearGiven(readGiven(scratchDir), runId, true)
  expect(await everything()).toEqual({ 2: ['kept'] })
})
