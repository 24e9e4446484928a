/** What a sweep measures of a target, for a recommendation. Rates are per process. */

/** A mean with its 95 % confidence interval. */
export interface Estimate {
  mean: number
  low: number
  high: number
}

export interface Latencies {
  meanMs: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
}

/** One run at one rate on one size of pool. */
export interface Run extends Latencies {
  /** Connections allowed per process: size plus overflow. */
  pool: number
  /** Offered to each process that owns a pool, requests a second. */
  ratePerSecond: number
  achievedPerSecond: number
  /** Requests that were answered, and so have a latency. */
  requests: number
  /** Failed answers, and requests without an answer. */
  failed: number
  /** Requests that the generator could not send in time. */
  dropped: number
  /** Most connections to PostgreSQL at once, of all processes; absent if not observed. */
  backendsMax?: number
  /** Why the run says nothing about the target: the generator or the machine was the bottleneck. */
  limitedBy?: string
}

export interface Objectives {
  p95Ms: number
  p99Ms: number
}

/** The result of measuring one target on one machine. */
export interface Measured {
  objectives: Objectives
  /** How long a request holds a connection. */
  holdMs: Estimate
  /** Latencies with plenty of connections at the lowest rate: what a request takes by itself. */
  unloaded: Latencies & Pick<Run, 'limitedBy'>
  runs: readonly Run[]
}

/** What the user expects of production. */
export interface Demand {
  ratePerSecond: number
  instances: number
  workers: number
}

/** With fewer requests, a 99th percentile is chance. */
export const minRequests = 100
/** An open-model generator that keeps up offers the planned rate to within a hundredth. */
const minAchieved = 0.99

/** The rate of each process, if they share it evenly. */
export function sharePerProcess({ ratePerSecond, instances, workers }: Demand): number {
  return ratePerSecond / (instances * workers)
}

/** Why a run misses the objectives; empty if it meets them. Says nothing of a limited run. */
export function shortcomings(run: Run, { p95Ms, p99Ms }: Objectives): string[] {
  const problems: string[] = []
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
  if (run.failed > 0) problems.push(`${run.failed} failed`)
  if (run.dropped > 0) problems.push(`${run.dropped} dropped`)
  if (run.p95Ms > p95Ms) problems.push(`p95 ${ms(run.p95Ms)} over ${ms(p95Ms)}`)
  if (run.p99Ms > p99Ms) problems.push(`p99 ${ms(run.p99Ms)} over ${ms(p99Ms)}`)
  if (run.achievedPerSecond < run.ratePerSecond * minAchieved && problems.length === 0) {
    problems.push(`only ${run.achievedPerSecond.toFixed(1)}/s of ${run.ratePerSecond}/s`)
  }
  return problems
}

/** Whether a run can be judged: enough requests, and the target was the bottleneck. */
export function isJudgeable(run: Run): boolean {
  return run.limitedBy === undefined && run.requests >= minRequests
}

/** Whether a run was judged and met the objectives. */
export function held(run: Run, objectives: Objectives): boolean {
  return isJudgeable(run) && shortcomings(run, objectives).length === 0
}

/**
 * The knee: the highest rate at which a pool of this size, or the whole sweep, met the objectives,
 * and the lowest rate above it that did not. `undefined` if none was seen.
 */
export function kneeOf(
  runs: readonly Run[],
  objectives: Objectives,
): { heldAt: number | undefined; brokeAt: number | undefined; brokeBy: string[] } {
  const rates = runs.filter((run) => held(run, objectives)).map((run) => run.ratePerSecond)
  const heldAt = rates.length === 0 ? undefined : Math.max(...rates)
  const broken = runs
    .filter((run) => isJudgeable(run) && !held(run, objectives))
    .filter((run) => heldAt === undefined || run.ratePerSecond > heldAt)
    .sort((a, b) => a.ratePerSecond - b.ratePerSecond)
  const [first] = broken
  return {
    heldAt,
    brokeAt: first?.ratePerSecond,
    brokeBy: first ? shortcomings(first, objectives) : [],
  }
}
