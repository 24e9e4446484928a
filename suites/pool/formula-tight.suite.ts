/** The formula is exact: at its figure nobody is refused, and one below it somebody is. */
import { Client } from 'pg'
import { inconclusive } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'
import { connectionsNeeded, reservedConnections } from '#guide/tuning-table.ts'

const size = 2
const overflow = 2
const workers = 2
/** Long enough for every process to open its pool, and for one too many to be refused. */
const saturationMs = 5_000
const lateRefusalMs = 500
const tooMany = '53300'
/** With verbosity `verbose` PostgreSQL writes the SQLSTATE before the message. */
const refusal = new RegExp(`${tooMany}: `, 'g')
const harnessSql = `select count(*)::int as count from pg_stat_activity
  where backend_type = 'client backend' and application_name like 'preflight%'`

/** What saturation looked like on one server. */
interface Saturation {
  maxConnections: number
  /** Processes of the target that had a connection. */
  processes: number
  /** Connections that held a read at the end. */
  held: number
  /** Connections that PostgreSQL refused: SQLSTATE 53300. */
  refused: number
  /** Of these the ones before there was any load: the target may keep its whole pool open. */
  refusedAtRest: number
}

/**
 * Fills the reserve of 10, as a console, a job and a backup would: with what the harness has open
 * already, and as far as the server lets it. Whoever asks as superuser, like the target here, may
 * have the last connection too.
 */
async function fillReserve(url: string): Promise<Client[]> {
  const open = async () => {
    const client = new Client({ connectionString: url, application_name: 'preflight-reserve' })
    client.on('error', () => {}) // Its server is removed.
    await client.connect()
    return client
  }
  const openUnlessFull = () =>
    open().catch((error: { code?: string }) => {
      if (error.code !== tooMany) throw error
    })
  const first = await open()
  const count = (await first.query<{ count: number }>(harnessSql)).rows[0]?.count ?? 0
  if (count > reservedConnections) throw inconclusive(`the harness has ${count} connections`)
  const others = Array.from({ length: reservedConnections - count }, openUnlessFull)
  return [first, ...(await Promise.all(others)).filter((client) => client !== undefined)]
}

/** Saturates a target on a server of its own that takes so many connections, the reserve in use. */
async function saturate(target: Target, stack: StackClient, maxConnections: number) {
  const settings = { max_connections: maxConnections, log_error_verbosity: 'verbose' }
  const postgres = await stack.dedicated('postgres', { settings })
  const refusals = async () => ((await postgres.log()).match(refusal) ?? []).length
  let reserve: Client[] = []
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const options = { size, overflow, workers, postgresUrl, timeoutSeconds: 8 }
    const pool = await SmallPool.open(target, options)
    return await pool.whileLocked(async (lock): Promise<Saturation> => {
      reserve = await fillReserve(postgresUrl)
      const refusedAtRest = await refusals()
      const reads = pool.reads(4 * pool.bound * pool.workers)
      const free = maxConnections - reservedConnections
      const full = async () => ((await lock.waiters()) >= free ? true : undefined)
      const wait = { timeoutMs: saturationMs, intervalMs: 25 }
      await waitFor('every connection is held', full, wait).catch(() => undefined)
      await sleep(lateRefusalMs)
      const { port } = postgres.server
      const processes = processesConnectedTo(pool.running.process.pids(), port).length
      const held = await lock.waiters()
      const seen = { processes, held, refused: await refusals(), refusedAtRest }
      await lock.release()
      const statuses = (await Promise.all(reads)).map(statusOf)
      if (!statuses.includes(200)) throw inconclusive(`no read succeeded: ${statuses}`)
      await pool.close()
      return { maxConnections, ...seen }
    })
  } finally {
    await Promise.allSettled(reserve.map((client) => client.end()))
    await postgres.remove()
  }
}

check('pool.formula-tight', async ({ target, stack, evidence, expect }) => {
  const { settings = {} } = target.config
  target.variable('poolSize') // Unverified before a server is started.
  const pools = {
    size,
    overflow: settings.poolOverflow === undefined ? 0 : overflow,
    processes: settings.workers === undefined ? 1 : workers,
  }
  const needed = connectionsNeeded(pools)
  evidence.observe('formula', { ...pools, needed })
  const at = await saturate(target, stack, needed)
  evidence.observe('server', at)
  if (at.refusedAtRest > 0) throw inconclusive('refused before there was any load')
  const below = await saturate(target, stack, needed - 1)
  evidence.observe('server', below)
  evidence.floor('server', 2)
  expect.soft(at.refused, `connections refused with max_connections ${needed}`).toBe(0)
  const unrefused = `connections refused with max_connections ${needed - 1}`
  expect.soft(below.refused, unrefused).toBeGreaterThan(0)
})
