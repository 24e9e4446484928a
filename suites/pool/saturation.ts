/** Saturates a pool, and counts the connections that each process held meanwhile. */
import { inconclusive } from '#gate/errors.ts'
import { ifTimedOut, waitFor } from '#gate/host/process/wait.ts'
import {
  busiestProcess,
  observePool,
  type PoolObserver,
  type PoolSample,
} from '#gate/kit/pool/observer.ts'
import type { SmallPool } from '#gate/kit/pool/small-pool.ts'
import { statusOf } from '#gate/kit/pool/small-pool.ts'
import { Waves } from '#gate/kit/pool/waves.ts'
import type { Evidence } from '#gate/run/evidence.ts'

/** Requests come in waves, so that each of several processes gets its share. */
const waves = 3
const stableMs = 400
/**
 * A process that is short of CPU opens its connections late, so that a pool that has settled with
 * fewer than it may open gets this long to open the rest.
 */
const patienceMs = 4_000
/** And further reads meanwhile: it may have been late for all waves. */
const lateWaves = { maxWaves: 4, apartMs: 750 }

export interface Saturation {
  /** Before the saturation. */
  rest: PoolSample
  /** While every request that could take a connection had one. */
  full: PoolSample
  /** Connections that waited for the lock at once: certainly in use. */
  inUse: number
}

/** Observes the connections of a pool's target. */
export async function watch(pool: SmallPool): Promise<PoolObserver> {
  const { running, url } = pool
  const port = Number(new URL(url).port)
  const pids = () => running.process.pids()
  return await observePool({ postgresUrl: url, pids, port })
}

/**
 * Sends far more reads than there can be connections while none can end, waits until no further one
 * gets a connection, and then lets all end.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the connections never settle
 */
export async function saturate(
  pool: SmallPool,
  observer: PoolObserver,
  options: { processes: number; evidence: Evidence },
): Promise<Saturation> {
  const { processes, evidence } = options
  const rest = await observer.sample()
  let reads: ReturnType<SmallPool['reads']> = []
  const observed = await pool.whileLocked(async (lock) => {
    for (let wave = 0; wave < waves; wave += 1) {
      reads = [...reads, ...pool.reads(2 * processes * pool.bound)]
      await lock.waitForWaiters(1, 10_000)
      const options = { stableMs, timeoutMs: 10_000 }
      await observer.settled((sample) => sample.waitingOnLock * 1_000 + sample.total, options)
    }
    const max = processes * pool.bound
    const late = new Waves({ ...lateWaves, send: () => pool.reads(2 * max) })
    const isFull = ({ waitingOnLock }: PoolSample) => {
      if (waitingOnLock >= max) return true
      late.sendIfDue()
      return false
    }
    await waitForSample(observer, isFull, patienceMs)
    reads = [...reads, ...late.sent]
    return { full: await observer.sample(), inUse: await lock.waiters() }
  })
  const statuses = (await Promise.all(reads)).map(statusOf)
  const groups = [...Map.groupBy(statuses, String)]
  const answers = Object.fromEntries(groups.map(([status, all]) => [status, all.length]))
  evidence.observe('saturation', { bound: pool.bound, sent: reads.length, ...observed, answers })
  if (Object.keys(observed.full.byProcess).length === 0) {
    throw inconclusive('no process of the target holds a connection')
  }
  return { rest, ...observed }
}

/** Max connections of one process in two samples in a row: a single one may be a hand-over. */
export function sustainedMax(samples: readonly PoolSample[]): number {
  const counts = samples.map(busiestProcess)
  return Math.max(0, ...counts.slice(1).map((count, at) => Math.min(count, counts[at] as number)))
}

/** The processes that opened connections for the load; if none did, all that hold one. */
export function servingProcesses({ rest, full }: Saturation): number[] {
  const pids = Object.keys(full.byProcess).map(Number)
  const grew = pids.filter((pid) => (full.byProcess[pid] ?? 0) > (rest.byProcess[pid] ?? 0))
  return grew.length > 0 ? grew : pids
}

/** Waits for a sample that matches; returns the last sample at the deadline. */
export async function waitForSample(
  observer: PoolObserver,
  matches: (sample: PoolSample) => boolean,
  timeoutMs: number,
): Promise<PoolSample> {
  const reached = async () => {
    const sample = await observer.sample()
    return matches(sample) ? sample : undefined
  }
  const options = { timeoutMs, intervalMs: 50 }
  return await waitFor('the expected connections', reached, options).catch(
    ifTimedOut(() => observer.sample()),
  )
}
