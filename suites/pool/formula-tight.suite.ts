/** The formula is exact: at its result no connection is refused, and one below it some are. */
import type { Client } from 'pg'
import { atLeast, type Minimums } from '#gate/contract/minimums.ts'
import { inconclusive } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'
import type { Target } from '#gate/system/target.ts'
import { connectionsNeeded, reservedConnections } from '#guide/tuning-table.ts'

const size = 2
const overflow = 2
const workers = 2
/** Long enough for every process to open its pool on a busy machine. */
const saturationMs = 10_000
/** Longer than the saturation, so that no read gives up before the lock is released. */
const poolTimeoutSeconds = 20
/** How long to watch for a refusal where none is expected. */
const lateRefusalMs = 500
const refusalWait = { timeoutMs: 5_000, intervalMs: 50 }
const tooMany = '53300'
/** With verbosity `verbose` PostgreSQL writes the SQLSTATE before the message. */
const refusal = new RegExp(`${tooMany}: `, 'g')
const gateSql = `select count(*)::int as count from pg_stat_activity
  where backend_type = 'client backend' and application_name like 'preflight%'`

/** A saturation on one server. */
interface Saturation {
  maxConnections: number
  /** Processes of the target that had a connection. */
  processes: number
  /** The gate's own connections during the load: the reserve in use. */
  reserve: number
  /** Connections that held a read at the end. */
  held: number
  /** Connections that PostgreSQL refused: SQLSTATE 53300. */
  refused: number
  /** Of these, the ones before any load: the target may keep its whole pool open. */
  refusedAtRest: number
}

/** The gate's own connections to a server, counted on one of them. */
async function gateConnections(session: Client): Promise<number> {
  return (await session.query<{ count: number }>(gateSql)).rows[0]?.count ?? 0
}

/**
 * Fills the reserve of 10, as a console, a job and a backup would. The gate's connections count as
 * well. One that is just closing is counted until PostgreSQL has let it go, so the reserve is
 * counted again, and filled up, until it is full and stays so. The server may refuse some: a
 * superuser, like the target here, may take the last ones.
 */
async function fillReserve(url: string): Promise<[Client, ...Client[]]> {
  const open = () => connectPostgres(url, { application_name: 'preflight-reserve' })
  const reserve: [Client, ...Client[]] = [await open()]
  let refused = false
  const openUnlessFull = () =>
    open().then(
      (session) => reserve.push(session),
      (error: { code?: string }) => {
        if (error.code !== tooMany) throw error
        refused = true
      },
    )
  const filled = async () => {
    const count = await gateConnections(reserve[0])
    const missing = refused ? 0 : Math.max(0, reservedConnections - count)
    await Promise.all(Array.from({ length: missing }, openUnlessFull))
    return count
  }
  const options = { stableMs: 300, timeoutMs: 10_000, intervalMs: 50 }
  const count = await steadyCount('connections of the gate', filled, options)
  if (count > reservedConnections)
    throw inconclusive(`the gate itself has ${count} connections open`)
  return reserve
}

/**
 * Saturates a target on its own server with this limit, while the reserve is in use.
 * @param expected whether the limit is too low, so that a refusal is waited for
 */
async function saturate(
  target: Target,
  stack: StackClient,
  { maxConnections, refusals: expected }: { maxConnections: number; refusals: 'none' | 'some' },
) {
  const settings = { max_connections: maxConnections, log_error_verbosity: 'verbose' }
  const postgres = await stack.dedicated('postgres', { settings })
  const refusals = async () => ((await postgres.log()).match(refusal) ?? []).length
  let reserve: Client[] = []
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const options = { size, overflow, workers, postgresUrl, timeoutSeconds: poolTimeoutSeconds }
    const pool = await SmallPool.open(target, options)
    return await pool.whileLocked(async (lock): Promise<Saturation> => {
      const filled = await fillReserve(postgresUrl)
      reserve = filled
      const refusedAtRest = await refusals()
      const reads = pool.reads(4 * pool.bound * pool.workers)
      const free = maxConnections - reservedConnections
      const full = async () => ((await lock.waiters()) >= free ? true : undefined)
      const wait = { timeoutMs: saturationMs, intervalMs: 25 }
      await waitFor('every connection to be in use', full, wait).catch(ifTimedOut(() => undefined))
      const refused = async () => ((await refusals()) > refusedAtRest ? true : undefined)
      if (expected === 'none') await sleep(lateRefusalMs)
      else await waitFor('a refusal', refused, refusalWait).catch(ifTimedOut(() => undefined))
      const { port } = postgres.server
      const processes = processesConnectedTo(pool.running.process.pids(), port).length
      const held = await lock.waiters()
      const connections = { reserve: await gateConnections(filled[0]), processes, held }
      const observed = { ...connections, refused: await refusals(), refusedAtRest }
      await lock.release()
      const statuses = (await Promise.all(reads)).map(statusOf)
      if (!statuses.includes(200)) throw inconclusive(`no read succeeded: ${statuses}`)
      await pool.close()
      return { maxConnections, ...observed }
    })
  } finally {
    await Promise.all(reserve.map(closeSession))
    await postgres.remove()
  }
}

check('pool.formula-tight', async ({ target, stack, evidence, expect }) => {
  const { settings = {} } = target.config
  target.variable('poolSize') // Unverified before a server is started.
  const least = (name: keyof Minimums, value: number) => atLeast(target.config, name, value)
  const pools = {
    size: least('poolSize', size),
    overflow: settings.poolOverflow === undefined ? 0 : least('poolOverflow', overflow),
    processes: settings.workers === undefined ? 1 : least('workers', workers),
  }
  const needed = connectionsNeeded(pools)
  evidence.observe('formula', { ...pools, needed })
  const at = await saturate(target, stack, { maxConnections: needed, refusals: 'none' })
  evidence.observe('server', at)
  evidence.floor('server', 1)
  const refusedAt = `connections refused with max_connections ${needed}`
  expect.soft(at.refused - at.refusedAtRest, refusedAt).toBe(0)
  if (at.refusedAtRest > 0) throw inconclusive('connections were refused before any load')
  const below = await saturate(target, stack, { maxConnections: needed - 1, refusals: 'some' })
  evidence.observe('server', below)
  evidence.floor('server', 2)
  const unrefused = `connections refused with max_connections ${needed - 1}`
  expect.soft(below.refused, unrefused).toBeGreaterThan(0)
})
