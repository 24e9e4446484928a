/** A target deployed for a load: a row's pool, a server that the formula sizes, records to read. */
import { availableParallelism } from 'node:os'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import type { StackClient } from '#gate/stack/client.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
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
  /** Those that production has, if this machine has too few processors for as many. */
  productionProcesses?: number
  /** Of the server of its own. */
  maxConnections: number
}

/** Enough requests at once that every process gets some. */
const atOnce = 48
/** The warm-up opens the connections that the pools keep, as far as one client can. */
const maxAtOnce = 400

/**
 * Starts the target as production does, but for a small pool, and counts the processes that own
 * one. Deployments of one config are alike: count once.
 * @throws PreflightError PREFLIGHT_E_TIMEOUT if none connects
 */
export async function countPoolOwners(target: Target, stack: StackClient): Promise<number> {
  const small = supported(target.config, { poolSize: '1', poolOverflow: '0' })
  const running = await target.start(small).ready()
  const world = await makeLoadWorld(target, running)
  const read = running.operation('readRecord')
  const [record] = world.records
  const { port } = await stack.shared('postgres')
  const { session } = world
  const owners = await waitFor(
    'the target to open connections to PostgreSQL',
    async () => {
      const reads = Array.from({ length: atOnce }, () =>
        record ? running.try(read.request(record), { session }) : undefined,
      )
      await Promise.all(reads)
      return processesConnectedTo(running.process.pids(), port).length || undefined
    },
    { timeoutMs: 5_000, intervalMs: 20 },
  )
  await running.stop(5_000)
  return owners
}

/**
 * As many workers as production has, but no more than this machine has processors: two workers of
 * the reference backend on one processor take twice the time per request, so a small machine would
 * measure their rivalry and not the row.
 */
function workersHere({ config }: Target, processes: number): number {
  return config.settings?.workers === undefined
    ? processes
    : Math.min(processes, availableParallelism())
}

/**
 * Deploys the target with a row's pool on a server of its own that takes exactly as many
 * connections as the formula says for so many processes, or as the pooler opens.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the contract lacks the pool's settings or
 *   what makes a record; PREFLIGHT_E_TARGET_NOT_READY
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
