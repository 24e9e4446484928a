/** A pool in which every connection is taken, and what each process held meanwhile. */
import { inconclusive } from '#gate/errors.ts'
import { waitFor } from '#gate/host/process/wait.ts'
import {
  busiestProcess,
  observePool,
  type PoolObserver,
  type PoolSample,
} from '#gate/kit/pool/observer.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { statusOf } from '#gate/kit/pool/small-pool.ts'
import type { Evidence } from '#gate/run/evidence.ts'

/** Requests come in waves, so that each of several processes gets its share. */
const waves = 3
const stableMs = 400
/**
 * A process that the machine keeps waiting opens its connections late: until all that there can be
 * are in use, one that came to rest with fewer is given so long.
 */
const patienceMs = 4_000

export interface Saturation {
  /** Before any of it. */
  rest: PoolSample
  /** While every request that could take a connection had one. */
  full: PoolSample
  /** Connections that waited for the lock at once: in use without doubt. */
  inUse: number
}

/** Watches the connections of a pool's target. */
export async function watch(pool: SmallPool): Promise<PoolObserver> {
  const { running, url } = pool
  const port = Number(new URL(url).port)
  const pids = () => running.process.pids()
  return await observePool({ postgresUrl: url, pids, port })
}

/**
 * Sends far more reads than there can be connections, while none can end, until no further one
 * gets a connection; then lets all end.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where the target never came to rest
 */
export async function saturate(
  pool: SmallPool,
  observer: PoolObserver,
  options: { processes: number; evidence: Evidence },
): Promise<Saturation> {
  const { processes, evidence } = options
  const rest = await observer.sample()
  let reads: ReturnType<SmallPool['reads']> = []
  const seen = await pool.whileLocked(async (lock) => {
    for (let wave = 0; wave < waves; wave += 1) {
      reads = [...reads, ...pool.reads(2 * processes * pool.bound)]
      await lock.waitForWaiters(1, 10_000)
      const options = { stableMs, timeoutMs: 10_000 }
      await observer.settled((sample) => sample.waitingOnLock * 1_000 + sample.total, options)
    }
    const most = processes * pool.bound
    await comesTo(observer, ({ waitingOnLock }) => waitingOnLock >= most, patienceMs)
    return { full: await observer.sample(), inUse: await lock.waiters() }
  })
  const statuses = (await Promise.all(reads)).map(statusOf)
  const groups = [...Map.groupBy(statuses, String)]
  const answers = Object.fromEntries(groups.map(([status, all]) => [status, all.length]))
  evidence.observe('saturation', { bound: pool.bound, sent: reads.length, ...seen, answers })
  if (Object.keys(seen.full.byProcess).length === 0) {
    throw inconclusive('no process of the target is seen to hold a connection')
  }
  return { rest, ...seen }
}

/** The most that one process held in two samples in a row: one alone may be a change-over. */
export function sustainedMost(samples: readonly PoolSample[]): number {
  const most = samples.map(busiestProcess)
  return Math.max(0, ...most.slice(1).map((count, at) => Math.min(count, most[at] as number)))
}

/** The processes that took connections for the load; all that hold one, where none took more. */
export function servingProcesses({ rest, full }: Saturation): number[] {
  const pids = Object.keys(full.byProcess).map(Number)
  const grew = pids.filter((pid) => (full.byProcess[pid] ?? 0) > (rest.byProcess[pid] ?? 0))
  return grew.length > 0 ? grew : pids
}

/** Waits until a sample is as wanted; returns the last sample at the deadline. */
export async function comesTo(
  observer: PoolObserver,
  figure: (sample: PoolSample) => boolean,
  timeoutMs: number,
): Promise<PoolSample> {
  const reached = async () => {
    const sample = await observer.sample()
    return figure(sample) ? sample : undefined
  }
  const options = { timeoutMs, intervalMs: 50 }
  return await waitFor('the connections are as wanted', reached, options).catch(() =>
    observer.sample(),
  )
}
