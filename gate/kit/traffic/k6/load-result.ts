/**
 * The result of a load script: counts and percentiles from k6's own summary, and samples taken
 * meanwhile. Plain data, written to evidence as it is.
 */

/** Milliseconds. */
export interface Percentiles {
  p50: number
  p90: number
  p95: number
  p99: number
  max: number
}

/**
 * A mergeable distribution: the number of values, and the values at ranks in percent, ascending. k6
 * keeps every value, so they are exact.
 */
export interface Distribution {
  count: number
  quantiles: readonly (readonly [percent: number, value: number])[]
}

/** One scenario of a script: a constant rate for a time. Rows have one, spike and knee more. */
export interface Phase {
  name: string
  /** Seconds from the start of the test. */
  startSeconds: number
  seconds: number
  offeredPerSecond: number
  /** Iterations that the open model should start: rate x seconds. */
  planned: number
  /** Completed iterations, without those dropped for lack of a free VU. */
  iterations: number
  achievedPerSecond: number
  dropped: number
  requests: number
  /** Correctly answered requests. */
  ok: number
  /** Requests by status; `none` without an answer, `other` for rare ones. */
  statuses: Record<string, number>
  /** From sending a request to the end of its answer. Zeros if there was none. */
  latencyMs: Percentiles
  /** From the scheduled start of an iteration to its actual start, independent of the target. */
  lagMs: Percentiles
  latency: Distribution
  lag: Distribution
}

/** The connections during the load, sampled a few times per second. */
export interface PoolSamples {
  samples: number
  /** Most PostgreSQL backends of the target at once. */
  maxBackends: number
  /** The same by process of the target; keys are process ids. */
  maxByProcess: Record<string, number>
}

/** Shares are of all CPUs of this machine: 0.5 is one of two. */
export interface MachineUse {
  /** Used by other guests of the host. */
  steal: number
  busy: number
  /** Seconds in which hardly a CPU was free. */
  exhaustedSeconds: number
  /** Sampled time: the load and the generator's start. */
  seconds: number
  /** Its utilisation just before and after the load: what others use. */
  foreign: number
}

export interface LoadResult {
  /** Name of the script: `medium`. */
  script: string
  /** In the order of their start. */
  phases: Phase[]
  planned: number
  iterations: number
  dropped: number
  /** Exceptions that the script counted. */
  exceptions: number
  requests: number
  /** Of all phases. */
  statuses: Record<string, number>
  /** Requests without an answer, by k6's error code. */
  errors: Record<string, number>
  generator: {
    /** Of the machine. */
    cpuShare: number
    /** The peak. */
    rssBytes: number
    /** Number of k6 processes. */
    processes: number
  }
  machine: MachineUse
  pool: PoolSamples | undefined
  /** Absolute path of the summary with all figures; undefined if k6 wrote none. */
  summaryFile: string | undefined
  /** k6's exit code: 0, or 99 for thresholds, or another. */
  exitCode: number | null
  /** Thresholds that k6 reports as broken: `metric: expression`. */
  brokenThresholds: string[]
  /** Why this run measured nothing. Empty if it did. */
  problems: string[]
  /**
   * Why its times may be due to a lagging generator or a busy machine instead of the target. Counts
   * of wrong answers are still valid.
   */
  doubts: string[]
}

/** Reported a few times per second during the load. */
export interface LoadProgress {
  /** Since the start of k6, which first needs a moment to create its VUs. */
  atSeconds: number
  /** Since the start; undefined while unknown. */
  iterations: number | undefined
  dropped: number | undefined
  /** Incorrectly answered requests since the start; from k6's REST API. */
  failed?: number | undefined
  /** 95th percentile of the latency since the start in milliseconds; from k6's REST API. */
  p95Ms?: number | undefined
  backends: number | undefined
  generatorCpuShare: number
}
