/** A target with a pool so small that a check can occupy all of it. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { atLeast } from '#gate/contract/minimums.ts'
import { inconclusive } from '#gate/errors.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { ifTimedOut, sleep, waitFor } from '#gate/host/process/wait.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Outcome, SendOptions } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
import { type TableLock, whileLocked } from '../fault/table-lock.ts'
import { Backends } from './backends.ts'
import { assertTimeoutUnit } from './timeout-unit.ts'

export interface SmallPoolOptions {
  /** Raised to the target's minimum, like `overflow` and `workers`. */
  size: number
  /** Not part of the bound if the target has no such setting. */
  overflow: number
  /** Default 10 s. */
  timeoutSeconds?: number
  recycleSeconds?: number
  /** Default 1, if the target has such a setting. */
  workers?: number
  /** Default: the check's own database. */
  postgresUrl?: string
}

/** How many requests had a connection at once while a table was locked. */
export interface Capacity {
  /** Connections that waited for the lock at once: all that the pool could provide. */
  usable: number
  /** Open connections of the target at that moment. */
  open: number
  /** Statuses of the reads after the lock was released; 0 without an answer. */
  statuses: number[]
}

/**
 * The minimum time for which the count must be stable if the final count is unknown. It must be
 * stable for as long as the start took, too: another process may still be starting.
 */
const minStableMs = 1_000
/** How long a pool that lost connections may take to reach its previous number. */
const patienceMs = 4_000
const defaultTimeoutSeconds = 10
const sendTimeoutMs = 25_000
/** The maximum number of reads for a pool of unknown size, as a multiple of the minimum. */
const maxTimes = 4
/** A probe sent after the others without an answer by now tells nothing about their arrival. */
const arrivalMs = 1_000

export class SmallPool {
  readonly target: Target
  readonly running: RunningTarget
  readonly world: World
  readonly url: string
  readonly table: string
  readonly backends: Backends
  /** The connections that one process keeps open. */
  readonly size: number
  /** Size plus overflow: the connections that one process may open. */
  readonly bound: number
  /** Configured number of processes. */
  readonly workers: number

  private constructor(parts: {
    target: Target
    running: RunningTarget
    world: World
    url: string
    backends: Backends
    size: number
    bound: number
    workers: number
  }) {
    const { target, running, world, url, backends, size, bound, workers } = parts
    const read = running.operation('readRecord')
    this.target = target
    this.running = running
    this.world = world
    this.url = url
    this.backends = backends
    this.size = size
    this.bound = bound
    this.workers = workers
    this.table = read.table
  }

  /**
   * Starts the target, creates its world and reads once, as a control.
   * @throws PreflightError PREFLIGHT_E_UNVERIFIED if the target seems to read another unit
   */
  static async open(target: Target, options: SmallPoolOptions): Promise<SmallPool> {
    const pool = await SmallPool.#open(target, options)
    const { timeoutSeconds = defaultTimeoutSeconds } = options
    const again = (longer: number) =>
      SmallPool.#open(target, { ...options, timeoutSeconds: longer })
    try {
      await assertTimeoutUnit(pool, timeoutSeconds, again)
      return pool
    } catch (cause) {
      await pool.close()
      throw cause
    }
  }

  static async #open(target: Target, options: SmallPoolOptions): Promise<SmallPool> {
    target.variable('poolSize') // Throws if unverified, before any start.
    const { settings } = target.config
    const url = options.postgresUrl ?? (await target.database()).url
    const running = await target.start(overridesOf(target, options)).ready()
    const world = await makeWorld(target, running)
    const size = atLeast(target.config, 'poolSize', options.size)
    const overflow = atLeast(target.config, 'poolOverflow', options.overflow)
    const bound = size + (settings?.poolOverflow === undefined ? 0 : overflow)
    const backends = await Backends.of(url)
    const workers =
      settings?.workers === undefined ? 1 : atLeast(target.config, 'workers', options.workers ?? 1)
    const pool = new SmallPool({ target, running, world, url, backends, size, bound, workers })
    await running.send(pool.#spec(), { session: world.owner.session })
    return pool
  }

  #spec(): RequestSpec {
    return this.running.readOf(this.world.record)
  }

  /** One read of the record, which needs a connection. */
  async read(options: SendOptions = {}): Promise<Outcome> {
    const { session } = this.world.owner
    return await this.running.try(this.#spec(), { session, timeoutMs: sendTimeoutMs, ...options })
  }

  /** This many reads at once. */
  reads(count: number, options: SendOptions = {}): Promise<Outcome>[] {
    return Array.from({ length: count }, () => this.read(options))
  }

  /** Runs something while no read of the record can finish. */
  async whileLocked<T>(work: (lock: TableLock) => Promise<T>): Promise<T> {
    return await whileLocked(this.url, [this.table], work)
  }

  /**
   * Locks the table, sends twice as many reads as there can be connections, and counts those that
   * have one. A leaked connection looks idle to PostgreSQL, but shows here, as no read can use it.
   * @param expected the number known from before; otherwise the count must become stable, and more
   *   reads are sent while all of them have one, as there may be more processes than known
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there always is another connection
   */
  async capacity(expected?: number): Promise<Capacity> {
    const min = 2 * Math.max(this.bound * this.workers, expected ?? 0)
    for (let sent = min; sent <= maxTimes * min; sent *= 2) {
      const observed = await this.#usable(sent, expected)
      if (expected !== undefined || observed.usable < sent) return observed
    }
    const reads = `each of ${maxTimes * min} simultaneous reads had a connection`
    throw inconclusive(`${reads}, although the pool allows only ${this.bound} per process`)
  }

  async #usable(sent: number, expected: number | undefined): Promise<Capacity> {
    let reads: Promise<Outcome>[] = []
    const observed = await this.whileLocked(async (lock) => {
      reads = this.reads(sent)
      const { startedInMs } = this.running
      const usable =
        expected === undefined ? await stable(lock, startedInMs) : await reaches(lock, expected)
      return { usable, open: (await this.backends.list()).length }
    })
    const outcomes = await Promise.all(reads)
    return { ...observed, statuses: outcomes.map(statusOf) }
  }

  /** Gives requests that were just sent time to reach the target and their connection. */
  async received(): Promise<void> {
    const health = await this.running.endpointIfAny('health')
    if (health) await this.running.try(health, { timeoutMs: arrivalMs })
    await sleep(200)
  }

  async close(): Promise<void> {
    await this.backends.close()
  }
}

/** The status of an outcome; 0 without an answer. */
export function statusOf(outcome: Outcome): number {
  return outcome.ok ? outcome.status : 0
}

function overridesOf(target: Target, options: SmallPoolOptions): Overrides {
  const { size, overflow, recycleSeconds, workers = 1, postgresUrl } = options
  const { timeoutSeconds = defaultTimeoutSeconds } = options
  return supported(target.config, {
    poolSize: String(size),
    poolOverflow: String(overflow),
    poolTimeout: String(timeoutSeconds),
    workers: String(workers),
    ...(recycleSeconds === undefined ? {} : { poolRecycle: String(recycleSeconds) }),
    ...(postgresUrl === undefined ? {} : { postgresUrl }),
  })
}

/** The number of waiters of the lock, once it is stable. */
async function stable(lock: TableLock, startedInMs: number): Promise<number> {
  const stableMs = Math.max(minStableMs, startedInMs)
  const options = { stableMs, timeoutMs: 15_000 + 3 * startedInMs, intervalMs: 25 }
  return await steadyCount('connections that wait for the lock', () => lock.waiters(), options)
}

/** The highest number of waiters, as soon as it reaches the expected one. */
async function reaches(lock: TableLock, expected: number): Promise<number> {
  let highest = 0
  const enough = async () => {
    highest = Math.max(highest, await lock.waiters())
    return highest >= expected ? highest : undefined
  }
  const options = { timeoutMs: patienceMs, intervalMs: 25 }
  return await waitFor('as many waiting connections as before', enough, options).catch(
    ifTimedOut(() => highest),
  )
}
