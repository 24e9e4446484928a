/** Samples a target's connections: in PostgreSQL, and by process. */
import { connectionsByProcess } from '#gate/host/process/connections.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { closeSession, connectPostgres } from '#gate/stack/postgres-session.ts'

export interface PoolSample {
  /** By `performance.now()`. */
  atMs: number
  /** The target's PostgreSQL backends, in total and by state. */
  total: number
  active: number
  idle: number
  /** Including aborted transactions. */
  idleInTransaction: number
  /** Active ones that wait for a lock. */
  waitingOnLock: number
  /**
   * Established connections to the server's port by process id of the target, from /proc, wherever
   * the server runs. Empty without /proc.
   */
  byProcess: Readonly<Record<number, number>>
}

export interface PoolObserverOptions {
  /** A superuser's connection string, for any database of the server. */
  postgresUrl: string
  /** The target's database; default: the one in the URL. */
  database?: string
  /** The target's processes, read for each sample, as workers come and go. */
  pids(): number[]
  /** The port to which the target connects: the server's or the pooler's. */
  port: number
  /** Time between samples. Default 20 ms; a sample takes about 3 ms. */
  intervalMs?: number
}

export interface PoolObserver {
  /** In order of time; grows while it runs. */
  readonly samples: readonly PoolSample[]
  /** Takes one sample now. */
  sample(): Promise<PoolSample>
  /** The maximum of a figure so far; 0 before the first sample. */
  max(figure: (sample: PoolSample) => number): number
  /**
   * Waits until a figure has been stable for a while, and returns the last sample.
   * @throws PreflightError PREFLIGHT_E_TIMEOUT
   */
  settled(
    figure: (sample: PoolSample) => number,
    options: { stableMs: number; timeoutMs: number },
  ): Promise<PoolSample>
  /** Stops sampling. Idempotent. */
  stop(): Promise<void>
}

/** The gate's own connections have names that start with `preflight`. */
const sampleSql = `select count(*)::int as total,
    count(*) filter (where state = 'active')::int as active,
    count(*) filter (where state = 'idle')::int as idle,
    count(*) filter (where state like 'idle in transaction%')::int as "idleInTransaction",
    count(*) filter (where state = 'active' and wait_event_type = 'Lock')::int as "waitingOnLock"
  from pg_stat_activity
  where datname = $1 and backend_type = 'client backend' and application_name not like 'preflight%'`

/** The highest count of a process in a sample. */
export function busiestProcess(sample: PoolSample): number {
  return Math.max(0, ...Object.values(sample.byProcess))
}

/**
 * Starts sampling; takes the first sample before it returns.
 * @throws what PostgreSQL says if it cannot be reached
 */
export async function observePool(options: PoolObserverOptions): Promise<PoolObserver> {
  const { postgresUrl, pids, port, intervalMs = 20 } = options
  const database = options.database ?? decodeURIComponent(new URL(postgresUrl).pathname.slice(1))
  const session = await connectPostgres(postgresUrl, { application_name: 'preflight-pool' })
  const samples: PoolSample[] = []
  const sample = async () => {
    const row = (await session.query(sampleSql, [database])).rows[0]
    const byProcess = connectionsByProcess(pids(), port)
    const taken: PoolSample = { atMs: performance.now(), ...row, byProcess }
    samples.push(taken)
    return taken
  }
  await sample()
  let watching = true
  const watch = async () => {
    while (watching) {
      await sleep(intervalMs)
      if (watching) await sample().catch(() => {}) // No sample while the server is down.
    }
  }
  const watched = watch()
  return {
    samples,
    sample,
    max: (figure) => Math.max(0, ...samples.map(figure)),
    settled: async (figure, { stableMs, timeoutMs }) =>
      await waitFor(
        'a stable number of connections',
        async () => settledIn(samples, figure, stableMs),
        {
          timeoutMs,
          intervalMs,
        },
      ),
    stop: async () => {
      if (!watching) return
      watching = false
      await watched
      await closeSession(session)
    },
  }
}

/** With fewer samples, the observer itself was delayed: that nothing changed proves nothing. */
const minSamples = 5

/** The last sample, if the figure was the same during the last `stableMs`. */
function settledIn(
  samples: readonly PoolSample[],
  figure: (sample: PoolSample) => number,
  stableMs: number,
): PoolSample | undefined {
  const last = samples.at(-1)
  const [first] = samples
  if (!last || !first || last.atMs - first.atMs < stableMs) return undefined
  const recent = samples.filter(({ atMs }) => last.atMs - atMs <= stableMs)
  const same = recent.length >= minSamples
  return same && recent.every((sample) => figure(sample) === figure(last)) ? last : undefined
}
