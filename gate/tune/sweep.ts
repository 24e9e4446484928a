/**
 * Makes the runs in this order: the time that a request holds a connection, the unloaded latency,
 * the knee with plenty of connections, then pools from the model's size upwards. Few and short
 * runs, within a budget of time.
 */

import {
  type Demand,
  type Estimate,
  held,
  isJudgeable,
  type Measured,
  minRequests,
  type Objectives,
  type Run,
  sharePerProcess,
} from './measured.ts'
import { poolNeeded } from './need.ts'

/** A target started with one pool size. Rates are per process. */
export interface TunedTarget {
  load(ratePerSecond: number, seconds: number): Promise<Run>
  /** How long a request holds a connection, from the throughput of a saturated pool. */
  hold(seconds: number): Promise<Estimate>
  close(): Promise<void>
}

/** Starts the target with a pool size; tests use a simulated one. */
export interface TargetFactory {
  start(pool: number): Promise<TunedTarget>
}

export interface SweepPlan {
  demand: Demand
  objectives: Objectives
  /**
   * Multiples of the share, ascending: these rates are tried until one misses the objectives, with
   * plenty of connections and on the recommended pool.
   */
  kneeFactors: readonly number[]
  /** Of one run. */
  runSeconds: number
  holdSeconds: number
  /** After this only runs start that a recommendation cannot do without. */
  budgetMs: number
  /** The smallest pool that the target takes. Default: 1. */
  minPool?: number
  /** A pool with plenty of connections, and the largest that is tried. */
  amplePool: number
  now?: () => number
  onRun?: (run: Run) => void
}

/** Multiples of the share to try if the share itself is too much. */
const lowerFactors = [0.5, 0.25, 0.1]

/** The lowest rate that gives enough requests for a 99th percentile in so many seconds. */
function minRate(seconds: number): number {
  return Math.ceil((minRequests * 1.2) / seconds)
}

class Sweep {
  readonly runs: Run[] = []
  readonly #factory: TargetFactory
  readonly #plan: SweepPlan
  readonly #endMs: number
  readonly #now: () => number
  #current: { pool: number; target: TunedTarget } | undefined

  constructor(factory: TargetFactory, plan: SweepPlan) {
    this.#factory = factory
    this.#plan = plan
    this.#now = plan.now ?? (() => performance.now())
    this.#endMs = this.#now() + plan.budgetMs
  }

  get hasTime(): boolean {
    return this.#now() < this.#endMs
  }

  /** The target with this pool; the previous one is stopped. */
  async target(pool: number): Promise<TunedTarget> {
    if (this.#current?.pool === pool) return this.#current.target
    await this.close()
    this.#current = { pool, target: await this.#factory.start(pool) }
    return this.#current.target
  }

  async run(pool: number, ratePerSecond: number): Promise<Run> {
    const known = this.runs.find(
      (run) => run.pool === pool && run.ratePerSecond === ratePerSecond && isJudgeable(run),
    )
    if (known) return known
    const target = await this.target(pool)
    const run = await target.load(ratePerSecond, this.#plan.runSeconds)
    this.runs.push(run)
    this.#plan.onRun?.(run)
    return run
  }

  holds(run: Run): boolean {
    return held(run, this.#plan.objectives)
  }

  async close(): Promise<void> {
    await this.#current?.target.close()
    this.#current = undefined
  }
}

/** Raises the rate from the share until one misses the objectives; lowers it if the share does. */
async function findKnee(sweep: Sweep, pool: number, plan: SweepPlan, share: number) {
  const min = minRate(plan.runSeconds)
  const atShare = await sweep.run(pool, share)
  const rising = sweep.holds(atShare)
  for (const factor of rising ? plan.kneeFactors : lowerFactors) {
    if (!sweep.hasTime) return
    const rate = Math.max(min, Math.ceil(share * factor))
    const run = await sweep.run(pool, rate)
    if (sweep.holds(run) !== rising || rate === min) return
  }
}

/** Sizes to try: from the model's size upwards, in growing steps. */
export function poolSizes(need: number, ample: number): number[] {
  const sizes: number[] = []
  for (let size = need; size < ample; size = Math.max(size + 1, Math.round(size * 1.5))) {
    sizes.push(size)
  }
  return [...sizes, ample]
}

/** The smallest of the sizes that meets the objectives at the share; undefined if none does. */
async function smallest(sweep: Sweep, sizes: readonly number[], share: number) {
  for (const size of sizes) {
    if (sweep.holds(await sweep.run(size, share))) return size
  }
  return undefined
}

/** Bisects between a size that is too small and one that is enough. */
async function narrow(sweep: Sweep, short: number, enough: number, share: number) {
  let [low, high] = [short, enough]
  while (high - low > 1 && sweep.hasTime) {
    const middle = Math.floor((low + high) / 2)
    if (sweep.holds(await sweep.run(middle, share))) high = middle
    else low = middle
  }
  return high
}

async function sweepPools(sweep: Sweep, measured: Measured, plan: SweepPlan, share: number) {
  const need = Math.max(poolNeeded(measured, share), plan.minPool ?? 1)
  if (need > plan.amplePool) return
  const sizes = poolSizes(need, plan.amplePool)
  const enough = await smallest(sweep, sizes, share)
  if (enough === undefined) return
  const short = sizes[sizes.indexOf(enough) - 1]
  const pool = short === undefined ? enough : await narrow(sweep, short, enough, share)
  // The same rates again on the pool that will be recommended, for the plot.
  await findKnee(sweep, pool, plan, share)
}

/** Measures what {@link recommend} needs. @throws what the factory throws */
export async function measure(factory: TargetFactory, plan: SweepPlan): Promise<Measured> {
  const sweep = new Sweep(factory, plan)
  const { objectives, demand, runSeconds } = plan
  const min = minRate(runSeconds)
  const share = Math.max(min, Math.ceil(sharePerProcess(demand)))
  try {
    const holdMs = await (await sweep.target(plan.minPool ?? 1)).hold(plan.holdSeconds)
    const base = await sweep.run(plan.amplePool, Math.max(min, Math.ceil(share / 4)))
    const measured: Measured = { objectives, holdMs, unloaded: base, runs: sweep.runs }
    await findKnee(sweep, plan.amplePool, plan, share)
    await sweepPools(sweep, measured, plan, share)
    return measured
  } finally {
    await sweep.close()
  }
}
