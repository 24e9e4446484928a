/** Starts a target as in a row of the tuning table: with its pool and pooler, if any. */

import type { StackClient } from '#gate/stack/client.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import type { TuningRow } from '#guide/tuning-table.ts'

/**
 * The pooler's connections to PostgreSQL, sized for a database with few cores, not for its clients.
 */
export const poolerConnections = 20
/** Enough for the whole pool of every process. */
const poolerClients = 5_000

export interface RowTarget {
  running: RunningTarget
  /** The connection limit per process of the target: size + overflow. */
  maxPerProcess: number
  /** The connection limit at PostgreSQL, if there is a pooler. */
  maxAtServer?: number
  /** The pooler, if any: its address for clients, and its console. */
  pooler?: { url: string; adminUrl: string }
  /** Stops target and pooler. Idempotent. */
  close(): Promise<void>
}

async function startPooler(stack: StackClient, upstream: string) {
  const pooler = await stack.dedicated('pgbouncer', {
    databases: { target: upstream },
    settings: {
      pool_mode: 'transaction',
      default_pool_size: poolerConnections,
      max_client_conn: poolerClients,
    },
  })
  const url = new URL(upstream)
  url.hostname = pooler.server.host
  url.port = String(pooler.server.port)
  url.pathname = '/target'
  return { pooler, url: url.href }
}

export interface RowOptions {
  /** The target's database, behind the pooler; default: the check's own. */
  postgresUrl?: string
  /** More settings. */
  overrides?: Overrides
}

/**
 * Starts the target with the row's pool, and otherwise as in production.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the config has no setting for the pool;
 *   PREFLIGHT_E_TARGET_NOT_READY
 */
export async function startRow(
  target: Target,
  stack: StackClient,
  row: Pick<TuningRow, 'poolSize' | 'maxOverflow' | 'throughPooler'>,
  options: RowOptions = {},
): Promise<RowTarget> {
  target.variable('poolSize')
  const overrides = supported(target.config, {
    ...options.overrides,
    poolSize: String(row.poolSize),
    poolOverflow: String(row.maxOverflow),
  })
  const upstream = options.postgresUrl ?? (await target.database()).url
  const pooled = row.throughPooler ? await startPooler(stack, upstream) : undefined
  const where = { postgresUrl: pooled?.url ?? upstream }
  try {
    const running = await target.start({ ...overrides, ...where }).ready()
    return {
      running,
      maxPerProcess: row.poolSize + row.maxOverflow,
      ...(pooled
        ? {
            maxAtServer: poolerConnections,
            pooler: { url: pooled.url, adminUrl: pooled.pooler.server.adminUrl },
          }
        : {}),
      close: async () => {
        await running.stop(5_000)
        await pooled?.pooler.remove()
      },
    }
  } catch (error) {
    await pooled?.pooler.remove()
    throw error
  }
}
