/** A small pool whose reads hold their connections for a time that the check sets and records. */
import { givenBy } from '#gate/contract/services.ts'
import { inconclusive, unverified } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { type Hold, type HoldLaw, type SlowReads, slowReads } from '#gate/kit/fault/slow-reads.ts'
import { SmallPool, type SmallPoolOptions, statusOf } from '#gate/kit/pool/small-pool.ts'
import type { ArrivalPlan } from '#gate/kit/traffic/arrivals.ts'
import { lagP99LimitMs, type PacedRun, pace } from '#gate/kit/traffic/pacer.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { assertPunctual } from './patience.ts'

/** Trials of which all but the last may be disturbed. */
const maxTrials = 3
/** Reads of the first burst, as a multiple of the bound. */
const burst = 4

export class SlowPool {
  readonly small: SmallPool
  readonly #slow: SlowReads
  /** Reads that ran at once in the first burst: the connections that the target really uses. */
  connections = 0
  /** Holds that were recorded before the law was last set. */
  #before = 0

  private constructor(small: SmallPool, slow: SlowReads) {
    this.small = small
    this.#slow = slow
  }

  /** Slows the reads, starts the target, and makes it open every connection. */
  static async open(target: Target, options: SmallPoolOptions): Promise<SlowPool> {
    const table = target.config.operations?.readRecord?.table
    target.variable('poolSize') // Unverified before anything is changed.
    if (givenBy(target.config.services, 'postgres') !== undefined) {
      throw unverified({
        because:
          'this check records slow reads in files beside the data of PostgreSQL, but ' +
          'services.postgres gives a server that others may use',
        hint: 'let the gate start it in another run',
      })
    }
    const slow = await slowReads((await target.database()).url, table ?? '')
    target.hide('the password of the role whose reads are slow', slow.password)
    const withRole = { ...options, postgresUrl: slow.url }
    const small = await SmallPool.open(target, withRole).catch(async (problem: unknown) => {
      await slow.close()
      throw problem
    })
    const pool = new SlowPool(small, slow)
    await pool.setLaw({ law: 'constant', meanMs: 50 })
    const outcomes = await Promise.all(small.reads(burst * pool.bound))
    const statuses = new Set(outcomes.map(statusOf))
    if (statuses.size > 1 || !statuses.has(200)) {
      await pool.close()
      throw inconclusive(`slowed reads answered ${[...statuses]}`)
    }
    pool.connections = maxConcurrent(await pool.holds())
    return pool
  }

  get running(): RunningTarget {
    return this.small.running
  }

  /** Connections that one process may open. */
  get bound(): number {
    return this.small.bound
  }

  /** The number of processes that hold connections now. */
  processes(): number {
    const port = Number(new URL(this.small.url).port)
    return processesConnectedTo(this.running.process.pids(), port).length
  }

  /** Sets how long reads take from now on, and forgets earlier holds. */
  async setLaw(law: HoldLaw): Promise<void> {
    await this.#slow.set(law)
    this.#before = (await this.#slow.recorded()).length
  }

  /** Holds since the law was set, in the order of their start. */
  async holds(): Promise<Hold[]> {
    const since = (await this.#slow.recorded()).slice(this.#before)
    return since.sort((one, other) => one.startMs - other.startMs)
  }

  /**
   * Offers reads that take as long as the law says. A late sender measured nothing, so the plan is
   * offered again; a result is never repeated.
   * @returns the reads, and their holds in the order of their start
   * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if the sender was late in every trial
   */
  async offer(plan: ArrivalPlan, law: HoldLaw): Promise<PacedRun & { holds: Hold[] }> {
    for (let trial = 1; ; trial += 1) {
      await this.setLaw(law)
      const run = await pace(plan, () => this.small.read())
      const holds = await this.holds()
      if (run.lag.p99Ms <= lagP99LimitMs) return { ...run, holds }
      if (trial === maxTrials) assertPunctual(run.lag, lagP99LimitMs)
    }
  }

  async close(): Promise<void> {
    await this.#slow.close()
    await this.small.close()
  }
}

/** The largest number of holds that overlap. */
function maxConcurrent(holds: readonly Hold[]): number {
  const overlapping = holds.map(
    ({ startMs }) => holds.filter((hold) => hold.startMs <= startMs && hold.endMs > startMs).length,
  )
  return Math.max(0, ...overlapping)
}
