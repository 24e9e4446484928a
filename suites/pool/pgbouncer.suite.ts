/** The Very Heavy row's pool behind PgBouncer in transaction mode. */
import { type Client, DatabaseError } from 'pg'
import type { RequestSpec } from '#gate/contract/contract.ts'
import { inconclusive, messageOf, PreflightError } from '#gate/errors.ts'
import { sleep } from '#gate/host/process/wait.ts'
import { statusOf } from '#gate/kit/pool/small-pool.ts'
import { type RowTarget, startRow } from '#gate/kit/traffic/row-target.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld } from '#gate/system/world.ts'
import { tuningTable } from '#guide/tuning-table.ts'

const row = tuningTable[3]
/** Concurrent requests: more than the pooler has connections to PostgreSQL. */
const concurrency = 100
const sampleIntervalMs = 50
const loadMs = { quick: 2_500, thorough: 20_000 }

/** SHOW POOLS for the target's database, summed over its users. */
interface Pools {
  /** Connections to PostgreSQL. */
  server: number
  /** Clients that have a server connection or wait for one. */
  clients: number
}

async function showPools(admin: Client): Promise<Pools> {
  const { rows } = await admin.query<Record<string, string>>('SHOW POOLS')
  const ofTarget = rows.filter(({ database }) => database !== 'pgbouncer')
  const sum = (prefix: string) =>
    ofTarget
      .flatMap((pool) => Object.entries(pool).filter(([name]) => name.startsWith(prefix)))
      .reduce((total, [, count]) => total + Number(count), 0)
  return { server: sum('sv_'), clients: sum('cl_') }
}

/** Connects to the pooler; its admin console supports the simple query protocol only. */
function connectTo(url: string): Promise<Client> {
  return connectPostgres(url, { application_name: 'preflight-pooler' })
}

/**
 * Whether named statements work across transactions, which needs PgBouncer 1.21 or newer: two
 * clients prepare statements of the same name and take turns on the connections.
 */
async function namedStatementsWork(url: string): Promise<true | string> {
  const clients = await Promise.all([connectTo(url), connectTo(url)])
  try {
    for (let turn = 0; turn < 4; turn += 1) {
      for (const [index, client] of clients.entries()) {
        await client.query({ name: 'preflight', text: `select ${index}::int`, values: [] })
      }
    }
    return true
  } catch (error) {
    return error instanceof DatabaseError ? `${error.code} ${error.message}` : messageOf(error)
  } finally {
    await Promise.all(clients.map(closeSession))
  }
}

/** A realistic mix: reads of each kind that the contract has, and one write in ten requests. */
async function mixOf(target: Target, running: RunningTarget) {
  const { owner, company, record } = await makeWorld(target, running)
  const { profile, permissions, readCompany, createRecord } = running.config.operations ?? {}
  const read = running.readOf(record)
  const reads = [read, permissions?.request(company), readCompany?.request(company)]
  const cycle = [...reads, read, profile?.request()].filter((spec) => spec !== undefined)
  const next = (index: number): RequestSpec => {
    const write = createRecord !== undefined && index % 10 === 9
    if (write) return createRecord.request(company, `preflight-pooled-${index}`)
    return cycle[index % cycle.length] as RequestSpec
  }
  return { session: owner.session, next }
}

type Mix = Awaited<ReturnType<typeof mixOf>>

/** The mix behind the pooler, or the error if it can be created only without the pooler. */
async function mixBehind(target: Target, running: RunningTarget): Promise<Mix | string> {
  try {
    return await mixOf(target, running)
  } catch (error) {
    const isRefused = error instanceof PreflightError && error.code === 'PREFLIGHT_E_INCONCLUSIVE'
    if (!isRefused) throw error
    await mixOf(target, await target.running())
    return error.message
  }
}

/** Keeps `concurrency` requests in flight for a while; returns the number of each status. */
async function load(running: RunningTarget, { session, next }: Mix, durationMs: number) {
  const statuses: Record<number, number> = {}
  const untilMs = performance.now() + durationMs
  let index = 0
  const user = async () => {
    while (performance.now() < untilMs) {
      const spec = next(index)
      index += 1
      const status = statusOf(await running.try(spec, { session }))
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: concurrency }, user))
  return statuses
}

/** Samples the pooler until the work is done. */
async function watched<T>(adminUrl: string, work: () => Promise<T>) {
  const admin = await connectTo(adminUrl)
  const samples: Pools[] = []
  let busy = true
  const watching = (async () => {
    while (busy) {
      samples.push(await showPools(admin))
      await sleep(sampleIntervalMs)
    }
  })()
  try {
    return { result: await work(), samples }
  } finally {
    busy = false
    await watching.finally(() => closeSession(admin))
  }
}

/** The target behind the pooler; `undefined` if it starts only without the pooler. */
async function startBehind(target: Target, stack: StackClient): Promise<RowTarget | undefined> {
  try {
    return await startRow(target, stack, row)
  } catch (error) {
    const notReady =
      error instanceof PreflightError && error.code === 'PREFLIGHT_E_TARGET_NOT_READY'
    if (!notReady) throw error
    await target.running() // The pooler is the cause only if it starts without it.
    return undefined
  }
}

check('pool.pgbouncer', async ({ target, stack, quick, evidence, expect }) => {
  const behind = await startBehind(target, stack)
  evidence.observe('start', { ready: behind !== undefined })
  evidence.floor('start', 1)
  expect(behind, 'backend that is ready behind PgBouncer').toBeDefined()
  if (!behind?.pooler || behind.maxAtServer === undefined) {
    throw inconclusive('the pooler was not started')
  }
  const { running, pooler, maxAtServer } = behind
  try {
    const namedStatements = await namedStatementsWork(pooler.url)
    evidence.observe('pooler', { namedStatements, maxAtServer })
    const mix = await mixBehind(target, running)
    const isCreated = typeof mix !== 'string'
    evidence.observe('test data', isCreated ? {} : { error: mix })
    const named = namedStatements === true ? '' : ` (named statements: ${namedStatements})`
    expect(isCreated || mix, `test data created behind PgBouncer${named}`).toBe(true)
    if (!isCreated) return
    const durationMs = quick ? loadMs.quick : loadMs.thorough
    const { result: statuses, samples } = await watched(pooler.adminUrl, () =>
      load(running, mix, durationMs),
    )
    for (const sample of samples) evidence.observe('pools', sample)
    evidence.floor('pools', 10)
    const server = Math.max(...samples.map((sample) => sample.server))
    const clients = Math.max(...samples.map((sample) => sample.clients))
    const sent = Object.values(statuses).reduce((sum, count) => sum + count, 0)
    evidence.observe('load', { sent, statuses, server, clients, concurrency })
    if (server === 0 || clients === 0) throw inconclusive('nothing went through the pooler')
    if (sent < 3 * concurrency) throw inconclusive(`only ${sent} requests in ${durationMs} ms`)
    const errors = Object.entries(statuses).filter(([status]) => !/^2/.test(status))
    expect.soft(Object.fromEntries(errors), `error responses by status${named}`).toEqual({})
    expect.soft(server, 'max server connections in SHOW POOLS').toBeLessThanOrEqual(maxAtServer)
  } finally {
    await behind.close()
  }
})
