/** The formula is exact: at its result no connection is refused, and one below it some are. */
import { atLeast, type Minimums } from '#gate/contract/minimums.ts'
import { inconclusive } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { SmallPool, statusOf } from '#gate/kit/pool/small-pool.ts'
import { Waves } from '#gate/kit/pool/waves.ts'
import { check } from '#gate/run/check.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { Target } from '#gate/system/target.ts'
import { connectionsNeeded, reservedConnections } from '#guide/tuning-table.ts'
import { Reserve, tooMany } from './reserve.ts'

const size = 2
const overflow = 2
const workers = 2
/** Long enough for every process to open its pool on a busy machine. */
const saturationMs = 10_000
/** A process that was late for one wave of reads gets its share of a later one. */
const waves = { maxWaves: 12, apartMs: 750 }
/** Longer than the saturation, so that no read gives up before the lock is released. */
const poolTimeoutSeconds = 20
/** How long to watch for a refusal where none is expected. */
const lateRefusalMs = 500
const refusalWait = { timeoutMs: 5_000, intervalMs: 50 }
/** With verbosity `verbose` PostgreSQL writes the SQLSTATE before the message. */
const refusal = new RegExp(`${tooMany}: `, 'g')

/** A saturation on one server. */
interface Saturation {
  maxConnections: number
  /** Processes of the target that had a connection. */
  processes: number
  /** The gate's own connections during the load: the reserve in use. */
  reserve: number
  /** The target's connections, those beside its pool as well. */
  open: number
  /** Connections that held a read at the end. */
  held: number
  /** Connections that the limit leaves to the target. */
  free: number
  /** Connections that PostgreSQL refused: SQLSTATE 53300. */
  refused: number
  /** Of these, the ones before any load: the target may keep its whole pool open. */
  refusedAtRest: number
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
  let reserve: Reserve | undefined
  try {
    const postgresUrl = await target.databaseOn(postgres.server)
    const options = { size, overflow, workers, postgresUrl, timeoutSeconds: poolTimeoutSeconds }
    const pool = await SmallPool.open(target, options)
    return await pool.whileLocked(async (lock): Promise<Saturation> => {
      const full = await Reserve.on(postgresUrl)
      reserve = full
      const refusedAtRest = await refusals()
      const send = () => pool.reads(4 * pool.bound * pool.workers)
      const reads = new Waves({ ...waves, send })
      const free = maxConnections - reservedConnections
      const inUse = async () => {
        reads.sendIfDue()
        return (await lock.waiters()) >= free ? true : undefined
      }
      const wait = { timeoutMs: saturationMs, intervalMs: 25 }
      await waitFor('every connection to be in use', inUse, wait).catch(ifTimedOut(() => undefined))
      const refused = async () => {
        reads.sendIfDue()
        await full.fill()
        return (await refusals()) > refusedAtRest ? true : undefined
      }
      if (expected === 'none') await sleep(lateRefusalMs)
      else await waitFor('a refusal', refused, refusalWait).catch(ifTimedOut(() => undefined))
      const { port } = postgres.server
      const processes = processesConnectedTo(pool.running.process.pids(), port).length
      const held = await lock.waiters()
      const { gate, target: open } = await full.counts()
      const connections = { reserve: gate, processes, open, held, free }
      const observed = { ...connections, refused: await refusals(), refusedAtRest }
      await lock.release()
      const statuses = (await Promise.all(reads.sent)).map(statusOf)
      if (!statuses.includes(200)) throw inconclusive(`no read succeeded: ${statuses}`)
      await pool.close()
      return { maxConnections, ...observed }
    })
  } finally {
    await reserve?.close()
    await postgres.remove()
  }
}

/**
 * Nothing was refused: that means something only if the reserve was in use, and every process of
 * the target had its share of the reads. How many connections it then opened is its own doing.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if not
 */
function assertSaturated({ reserve, processes, held, free }: Saturation, expected: number): void {
  if (reserve < reservedConnections)
    throw inconclusive(`${reserve} of the ${reservedConnections} reserved were in use`)
  if (held < free && processes < expected)
    throw inconclusive(`only ${processes} of the target's ${expected} processes had a connection`)
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
  // Those that it has had since before the reserve was filled are refused to the reserve alone.
  const openAt = `connections of the target with max_connections ${needed}`
  expect.soft(at.open, openAt).toBeLessThanOrEqual(at.free)
  if (at.refusedAtRest > 0) throw inconclusive('connections were refused before any load')
  if (at.refused === 0) assertSaturated(at, pools.processes)
  const below = await saturate(target, stack, { maxConnections: needed - 1, refusals: 'some' })
  evidence.observe('server', below)
  evidence.floor('server', 2)
  if (below.refused === 0) assertSaturated(below, pools.processes)
  const unrefused = `connections refused with max_connections ${needed - 1}`
  expect.soft(below.refused, unrefused).toBeGreaterThan(0)
})
