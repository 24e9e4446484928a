/** A small pool whose connections are held for times that the check chooses and records. */
import { inconclusive } from '#gate/errors.ts'
import { processesConnectedTo } from '#gate/host/process/connections.ts'
import { type Hold, type HoldLaw, type SlowReads, slowReads } from '#gate/kit/fault/slow-reads.ts'
import { SmallPool, type SmallPoolOptions, statusOf } from '#gate/kit/pool/small-pool.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'

/** Reads of the first burst, as a multiple of the bound. */
const burst = 4

export class SlowPool {
  readonly small: SmallPool
  readonly #slow: SlowReads
  /** How many reads ran at once in a burst: what the target's pools hold, whatever was set. */
  connections = 0
  /** Holds recorded before the law was set last. */
  #before = 0

  private constructor(small: SmallPool, slow: SlowReads) {
    this.small = small
    this.#slow = slow
  }

  /** Slows the reads, starts the target, and has it open every connection. */
  static async open(target: Target, options: SmallPoolOptions): Promise<SlowPool> {
    const table = target.config.operations?.readRecord?.table
    target.variable('poolSize') // Unverified before anything is changed.
    const slow = await slowReads((await target.database()).url, table ?? '')
    const small = await SmallPool.open(target, options).catch(async (problem: unknown) => {
      await slow.close()
      throw problem
    })
    const pool = new SlowPool(small, slow)
    await pool.law({ law: 'constant', meanMs: 50 })
    const outcomes = await Promise.all(small.reads(burst * pool.bound))
    const statuses = new Set(outcomes.map(statusOf))
    if (statuses.size > 1 || !statuses.has(200)) {
      await pool.close()
      throw inconclusive(`slowed reads answered ${[...statuses]}`)
    }
    pool.connections = mostAtOnce(await pool.holds())
    return pool
  }

  get running(): RunningTarget {
    return this.small.running
  }

  /** What one process may open. */
  get bound(): number {
    return this.small.bound
  }

  /** How many processes hold connections now. */
  processes(): number {
    const port = Number(new URL(this.small.url).port)
    return processesConnectedTo(this.running.process.pids(), port).length
  }

  /** How long reads take from now on; holds are recorded anew. */
  async law(law: HoldLaw): Promise<void> {
    await this.#slow.set(law)
    this.#before = (await this.#slow.recorded()).length
  }

  /** Holds since the law was set, in the order in which they began. */
  async holds(): Promise<Hold[]> {
    const since = (await this.#slow.recorded()).slice(this.#before)
    return since.sort((one, other) => one.startMs - other.startMs)
  }

  async close(): Promise<void> {
    await this.#slow.close()
    await this.small.close()
  }
}

/** The most holds that overlap. */
function mostAtOnce(holds: readonly Hold[]): number {
  const overlapping = holds.map(
    ({ startMs }) => holds.filter((hold) => hold.startMs <= startMs && hold.endMs > startMs).length,
  )
  return Math.max(0, ...overlapping)
}
