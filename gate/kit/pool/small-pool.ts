/** A target whose pool is small enough to be held as a whole, and what can be asked of it. */

import type { RequestSpec } from '#gate/contract/contract.ts'
import { inconclusive } from '#gate/errors.ts'
import { steadyCount } from '#gate/host/process/steady.ts'
import { sleep, waitFor } from '#gate/host/process/wait.ts'
import { healthPathOf } from '#gate/system/endpoints.ts'
import { type Overrides, supported } from '#gate/system/environment.ts'
import type { Outcome, SendOptions } from '#gate/system/http.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { makeWorld, type World } from '#gate/system/world.ts'
import { type TableLock, whileLocked } from '../fault/table-lock.ts'
import { Backends } from './backends.ts'

export interface SmallPoolOptions {
  size: number
  /** Left out of the bound if the target has no such setting. */
  overflow: number
  /** Default 10 s. */
  timeoutSeconds?: number
  recycleSeconds?: number
  /** Default 1, if the target has such a setting. */
  workers?: number
  /** Default: the check's own database. */
  postgresUrl?: string
}

/** How many requests the target served at once while a table was locked. */
export interface Capacity {
  /** Connections that waited for the lock at once: those that the pool could give out. */
  usable: number
  /** Connections of the target that were open then. */
  open: number
  /** Statuses of the reads, once the lock was gone; 0 if no answer came. */
  statuses: number[]
}

/** For so long the count must stay the same if nobody knows what it will come to. */
const stableMs = 1_000
/** A pool that lost connections is given this long to show the number that it had. */
const patienceMs = 4_000
const sendTimeoutMs = 25_000
/** Reads that a pool of unknown size is tried with at the most, as a multiple of the least. */
const maxTimes = 4
/** A probe that was sent after others and has no answer by now says no more of their arrival. */
const arrivalMs = 1_000

export class SmallPool {
  readonly target: Target
  readonly running: RunningTarget
  readonly world: World
  readonly url: string
  readonly table: string
  readonly backends: Backends
  /** Size and overflow as set: what one process may open. */
  readonly bound: number
  /** Processes that were asked for. */
  readonly workers: number
  readonly #spec: RequestSpec

  private constructor(parts: {
    target: Target
    running: RunningTarget
    world: World
    url: string
    backends: Backends
    bound: number
    workers: number
  }) {
    const { target, running, world, url, backends, bound, workers } = parts
    const read = running.operation('readRecord')
    this.target = target
    this.running = running
    this.world = world
    this.url = url
    this.backends = backends
    this.bound = bound
    this.workers = workers
    this.table = read.table
    this.#spec = read.request(world.record)
  }

  /** Starts the target, makes its world, and reads once: the control of every check here. */
  static async open(target: Target, options: SmallPoolOptions): Promise<SmallPool> {
    target.variable('poolSize') // Unverified before any start.
    const { settings } = target.config
    const url = options.postgresUrl ?? (await target.database()).url
    const running = await target.start(overridesOf(target, options)).ready()
    const world = await makeWorld(target, running)
    const bound = options.size + (settings?.poolOverflow === undefined ? 0 : options.overflow)
    const backends = await Backends.of(url)
    const workers = settings?.workers === undefined ? 1 : (options.workers ?? 1)
    const pool = new SmallPool({ target, running, world, url, backends, bound, workers })
    await running.send(pool.#spec, { session: world.owner.session })
    return pool
  }

  /** One read of the record, which takes a connection. */
  async read(options: SendOptions = {}): Promise<Outcome> {
    const { session } = this.world.owner
    return await this.running.try(this.#spec, { session, timeoutMs: sendTimeoutMs, ...options })
  }

  /** So many reads at once. */
  reads(count: number, options: SendOptions = {}): Promise<Outcome>[] {
    return Array.from({ length: count }, () => this.read(options))
  }

  /** Does something while no read of the record can end. */
  async whileLocked<T>(work: (lock: TableLock) => Promise<T>): Promise<T> {
    return await whileLocked(this.url, [this.table], work)
  }

  /**
   * Locks the table, sends twice as many reads as there can be connections, and counts those that
   * hold one. A leaked connection is idle to PostgreSQL; here it shows, as it can hold no read.
   * @param expected the number that is known from before; else the count has to become stable, and
   *   more reads are sent while each of them holds one: there are more processes than are known of
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if there always is one more connection
   */
  async capacity(expected?: number): Promise<Capacity> {
    const min = 2 * Math.max(this.bound * this.workers, expected ?? 0)
    for (let sent = min; sent <= maxTimes * min; sent *= 2) {
      const observed = await this.#usable(sent, expected)
      if (expected !== undefined || observed.usable < sent) return observed
    }
    const reads = `each of ${maxTimes * min} reads at once had a connection`
    throw inconclusive(`${reads}: the pool, of ${this.bound} in a process, has no end in reach`)
  }

  async #usable(sent: number, expected: number | undefined): Promise<Capacity> {
    let reads: Promise<Outcome>[] = []
    const observed = await this.whileLocked(async (lock) => {
      reads = this.reads(sent)
      const usable = expected === undefined ? await stable(lock) : await reaches(lock, expected)
      return { usable, open: (await this.backends.list()).length }
    })
    const outcomes = await Promise.all(reads)
    return { ...observed, statuses: outcomes.map(statusOf) }
  }

  /** Lets requests that were just sent arrive at the target and get as far as they can. */
  async received(): Promise<void> {
    const path = healthPathOf(this.running.config)
    if (path !== undefined) {
      await this.running.try({ method: 'GET', path }, { timeoutMs: arrivalMs })
    }
    await sleep(200)
  }

  async close(): Promise<void> {
    await this.backends.close()
  }
}

/** The status of an outcome; 0 if no answer came. */
export function statusOf(outcome: Outcome): number {
  return outcome.ok ? outcome.status : 0
}

function overridesOf(target: Target, options: SmallPoolOptions): Overrides {
  const { size, overflow, timeoutSeconds = 10, recycleSeconds, workers = 1, postgresUrl } = options
  return supported(target.config, {
    poolSize: String(size),
    poolOverflow: String(overflow),
    poolTimeout: String(timeoutSeconds),
    workers: String(workers),
    ...(recycleSeconds === undefined ? {} : { poolRecycle: String(recycleSeconds) }),
    ...(postgresUrl === undefined ? {} : { postgresUrl }),
  })
}

/** The waiters of the lock, once their number has stayed the same for a while. */
async function stable(lock: TableLock): Promise<number> {
  const options = { stableMs, timeoutMs: 15_000, intervalMs: 25 }
  return await steadyCount('connections that wait for the lock', () => lock.waiters(), options)
}

/** The most waiters that the lock had, as soon as they are as many as expected. */
async function reaches(lock: TableLock, expected: number): Promise<number> {
  let highest = 0
  const enough = async () => {
    highest = Math.max(highest, await lock.waiters())
    return highest >= expected ? highest : undefined
  }
  const options = { timeoutMs: patienceMs, intervalMs: 25 }
  return await waitFor('as many waiting connections as before', enough, options).catch(
    () => highest,
  )
}
