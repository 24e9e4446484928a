/**
 * Which runs are made, in which order: the hold, the latency by itself, the knee with connections
 * to spare, then pools from the model's need upwards. Few and short, and not past the time allowed.
 */

import {
  type Demand,
  type Estimate,
  held,
  isJudgeable,
  leastRequests,
  type Measured,
  type Objectives,
  type Run,
  sharePerProcess,
} from './measured.ts'
import { poolNeeded } from './need.ts'

/** A target that runs with a pool of one size in each process. Rates are per process. */
export interface Stand {
  load(ratePerSecond: number, seconds: number): Promise<Run>
  /** How long a request holds a connection, from what a saturated pool serves. */
  hold(seconds: number): Promise<Estimate>
  close(): Promise<void>
}

/** Where targets are started; replaced by a simulated one in tests. */
export interface Bench {
  start(pool: number): Promise<Stand>
}

export interface SweepPlan {
  demand: Demand
  objectives: Objectives
  /**
   * Rates above the share, as its multiples in ascending order: tried until one breaks, with
   * connections to spare and on the pool that holds.
   */
  kneeFactors: readonly number[]
  /** Of one run. */
  runSeconds: number
  holdSeconds: number
  /** After this no further run is begun, but for those without which nothing can be said. */
  budgetMs: number
  /** A pool with connections to spare; no process gets more. */
  amplePool: number
  now?: () => number
  onRun?: (run: Run) => void
}

/** Below it, if the share itself is too much. */
const retreatFactors = [0.5, 0.25, 0.1]

/** The rate at which a run of so many seconds has requests enough for a 99th percentile. */
function leastRate(seconds: number): number {
  return Math.ceil((leastRequests * 1.2) / seconds)
}

class Sweep {
  readonly runs: Run[] = []
  readonly #bench: Bench
  readonly #plan: SweepPlan
  readonly #endMs: number
  readonly #now: () => number
  #stand: { pool: number; stand: Stand } | undefined

  constructor(bench: Bench, plan: SweepPlan) {
    this.#bench = bench
    this.#plan = plan
    this.#now = plan.now ?? (() => performance.now())
    this.#endMs = this.#now() + plan.budgetMs
  }

  get hasTime(): boolean {
    return this.#now() < this.#endMs
  }

  /** The target with this pool; the one before it is ended. */
  async stand(pool: number): Promise<Stand> {
    if (this.#stand?.pool === pool) return this.#stand.stand
    await this.close()
    this.#stand = { pool, stand: await this.#bench.start(pool) }
    return this.#stand.stand
  }

  async run(pool: number, ratePerSecond: number): Promise<Run> {
    const known = this.runs.find(
      (run) => run.pool === pool && run.ratePerSecond === ratePerSecond && isJudgeable(run),
    )
    if (known) return known
    const stand = await this.stand(pool)
    const run = await stand.load(ratePerSecond, this.#plan.runSeconds)
    this.runs.push(run)
    this.#plan.onRun?.(run)
    return run
  }

  holds(run: Run): boolean {
    return held(run, this.#plan.objectives)
  }

  async close(): Promise<void> {
    await this.#stand?.stand.close()
    this.#stand = undefined
  }
}

/** Rates from the share upwards until one breaks; if the share breaks, downwards. */
async function findKnee(sweep: Sweep, pool: number, plan: SweepPlan, share: number) {
  const least = leastRate(plan.runSeconds)
  const atShare = await sweep.run(pool, share)
  const rising = sweep.holds(atShare)
  for (const factor of rising ? plan.kneeFactors : retreatFactors) {
    if (!sweep.hasTime) return
    const rate = Math.max(least, Math.ceil(share * factor))
    const run = await sweep.run(pool, rate)
    if (sweep.holds(run) !== rising || rate === least) return
  }
}

/** Sizes to try: from the need upwards, coarser as they grow. */
export function poolSizes(need: number, ample: number): number[] {
  const sizes: number[] = []
  for (let size = need; size < ample; size = Math.max(size + 1, Math.round(size * 1.5))) {
    sizes.push(size)
  }
  return [...sizes, ample]
}

/** The smallest pool that holds at the share, by trying; undefined if none does. */
async function smallest(sweep: Sweep, sizes: readonly number[], share: number) {
  for (const size of sizes) {
    if (sweep.holds(await sweep.run(size, share))) return size
  }
  return undefined
}

/** Between a size that fell short and one that holds, halved until they are neighbours. */
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
  const need = poolNeeded(measured, share)
  if (need > plan.amplePool) return
  const sizes = poolSizes(need, plan.amplePool)
  const enough = await smallest(sweep, sizes, share)
  if (enough === undefined) return
  const short = sizes[sizes.indexOf(enough) - 1]
  const pool = short === undefined ? enough : await narrow(sweep, short, enough, share)
  // The same rates again, on the pool that will be recommended: the line that the plot shows.
  await findKnee(sweep, pool, plan, share)
}

/** Measures what {@link recommend} needs. @throws what the bench throws */
export async function measure(bench: Bench, plan: SweepPlan): Promise<Measured> {
  const sweep = new Sweep(bench, plan)
  const { objectives, demand, runSeconds } = plan
  const least = leastRate(runSeconds)
  const share = Math.max(least, Math.ceil(sharePerProcess(demand)))
  try {
    const holdMs = await (await sweep.stand(1)).hold(plan.holdSeconds)
    const base = await sweep.run(plan.amplePool, Math.max(least, Math.ceil(share / 4)))
    const measured: Measured = { objectives, holdMs, unloaded: base, runs: sweep.runs }
    await findKnee(sweep, plan.amplePool, plan, share)
    await sweepPools(sweep, measured, plan, share)
    return measured
  } finally {
    await sweep.close()
  }
}
