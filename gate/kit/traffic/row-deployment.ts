/** Deploys a target for a load: with a row's pool, a server sized by the formula, and records. */
import { availableParallelism } from 'node:os'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { deployedValue, type Overrides, supported } from '#gate/system/environment.ts'
import type { Target } from '#gate/system/target.ts'
import { connectionsNeeded, type TuningRow } from '#guide/tuning-table.ts'
import type { Beside, LoadWorld } from './k6/request.ts'
import { makeLoadWorld } from './load-world.ts'
import { poolerConnections, type RowTarget, startRow } from './row-target.ts'
import { warmUp } from './warm-up.ts'

export interface Deployment extends RowTarget {
  world: LoadWorld
  beside: Beside
  /** Processes of the target that own a pool. */
  processes: number
  /** The number in production, if this machine has too few CPUs for it. */
  productionProcesses?: number
  /** Of its dedicated server. */
  maxConnections: number
}

/** Enough simultaneous requests that every process gets some. */
const atOnce = 48
const minStableMs = 300
const hangTimeoutMs = 60_000
/** The warm-up opens as many of the pools' connections as one client can. */
const maxAtOnce = 400

/**
 * Starts the target as in production, but with a small pool, and counts the processes with a pool.
 * Count only once per config.
 * @throws PreflightError PREFLIGHT_E_TIMEOUT if none connects
 */
export async function countPoolOwners(target: Target, stack: StackClient): Promise<number> {
  // As many as production has, also where quick runs get by with fewer.
  const workers = deployedValue(target.config, 'workers') ?? null
  const small = supported(target.config, { poolSize: '1', poolOverflow: '0', workers })
  const running = await target.start(small).ready()
  const world = await makeLoadWorld(target, running)
  const [record] = world.records
  const { port } = await stack.shared('postgres')
  const { session } = world
  // A worker may still be starting: none may be new for as long as the start took.
  const stableMs = Math.max(minStableMs, running.startedInMs)
  const owners = await steadyCount(
    'processes with a connection to PostgreSQL',
    async () => {
      const reads = Array.from({ length: atOnce }, () =>
        record ? running.try(running.readOf(record), { session }) : undefined,
      )
      await Promise.all(reads)
      return processesConnectedTo(running.process.pids(), port).length
    },
    { stableMs, timeoutMs: hangTimeoutMs + 3 * stableMs, intervalMs: 20 },
  )
  await running.stop(5_000)
  return owners
}

/**
 * As many workers as in production, but at most one per CPU: two workers on one CPU take twice the
 * time per request, so that a small machine would measure their contention instead of the row.
 */
function workersHere({ config }: Target, processes: number): number {
  return config.settings?.workers === undefined
    ? processes
    : Math.min(processes, availableParallelism())
}

/**
 * Deploys the target with a row's pool and a dedicated server that accepts exactly as many
 * connections as the formula gives for these processes, or as the pooler opens.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config lacks the pool's settings or the
 *   operations for records; PREFLIGHT_E_TARGET_NOT_READY
 */
export async function deployRow(
  target: Target,
  stack: StackClient,
  row: Pick<TuningRow, 'poolSize' | 'maxOverflow' | 'throughPooler'>,
  options: { processes: number; overrides?: Overrides },
): Promise<Deployment> {
  const processes = workersHere(target, options.processes)
  const isFewer = processes < options.processes
  const workers = isFewer ? { workers: String(processes) } : {}
  const overrides = { ...options.overrides, ...workers }
  const direct = { size: row.poolSize, overflow: row.maxOverflow, processes }
  const pooled = { size: poolerConnections, overflow: 0, processes: 1 }
  const maxConnections = connectionsNeeded(row.throughPooler ? pooled : direct)
  const postgres = await stack.dedicated('postgres', {
    settings: { max_connections: maxConnections },
  })
  const postgresUrl = await target.databaseOn(postgres.server)
  const started = await startRow(target, stack, row, { postgresUrl, overrides })
  const { running } = started
  const world = await makeLoadWorld(target, running)
  await warmUp(running, world, Math.min(maxAtOnce, row.poolSize * processes))
  const port = Number(new URL(started.pooler?.url ?? postgresUrl).port)
  return {
    ...started,
    world,
    processes,
    maxConnections,
    ...(isFewer ? { productionProcesses: options.processes } : {}),
    beside: { pids: () => running.process.pids(), postgresUrl, port },
    close: async () => {
      await started.close()
      await postgres.remove()
    },
  }
}
