/**
 * What a run of a load script was: counts and percentiles as we read them from k6's own summary,
 * and what was seen beside it. Plain data, written to evidence as it is.
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
 * A distribution that can be merged: how many values, and the value at each rank in percent, in
 * ascending order. k6 keeps every value, so these are exact at the ranks named.
 */
export interface Distribution {
  count: number
  quantiles: readonly (readonly [percent: number, value: number])[]
}

/** One scenario of a script: a constant rate for a time. The rows have one, spike and knee more. */
export interface Phase {
  name: string
  /** Seconds from the start of the test. */
  startSeconds: number
  seconds: number
  offeredPerSecond: number
  /** Iterations that the open model had to start: rate x seconds. */
  planned: number
  /** Iterations that ran to their end. Those dropped for want of a free VU are not among them. */
  iterations: number
  achievedPerSecond: number
  dropped: number
  requests: number
  /** Requests answered as the operation is meant to be answered. */
  ok: number
  /** Requests by status of the answer; `none` if no answer came, `other` for rare ones. */
  statuses: Record<string, number>
  /** From the sending of a request to the end of its answer. Zeros if there was none. */
  latencyMs: Percentiles
  /** From the moment at which the schedule starts an iteration to its start: the target has no
   *  part in it. */
  lagMs: Percentiles
  latency: Distribution
  lag: Distribution
}

/** What the pool and the database looked like while the load lasted; polled some times a second. */
export interface PoolSamples {
  samples: number
  /** Most server backends of the target at one moment. */
  maxBackends: number
  /** The same by process of the target; keys are process ids, or the port's peer if unknown. */
  maxByProcess: Record<string, number>
}

/** Shares are of all processors of this machine together: 0.5 is one of two. */
export interface MachineUse {
  /** Taken by other guests of the host. */
  steal: number
  busy: number
  /** Seconds in which hardly a processor was free: all work waited for a turn. */
  exhaustedSeconds: number
  /** How long it was watched: the load, and the generator's start. */
  seconds: number
  /** How busy it was without the load, just before and just after: what others take. */
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
  /** Exceptions that the script's iterations caught and counted. */
  exceptions: number
  requests: number
  /** Of all phases. */
  statuses: Record<string, number>
  /** Requests without an answer, by k6's error code. */
  errors: Record<string, number>
  generator: {
    /** Of the machine. */
    cpuShare: number
    /** The largest seen. */
    rssBytes: number
    /** How many k6 processes. */
    processes: number
  }
  machine: MachineUse
  pool: PoolSamples | undefined
  /** Absolute path of the summary that all figures come from; undefined if k6 left none. */
  summaryFile: string | undefined
  /** One witness among others: 0, or 99 for thresholds, or another. */
  exitCode: number | null
  /** Thresholds that k6 found broken: `metric: expression`. */
  brokenThresholds: string[]
  /** Why this run measured nothing. Empty if it measured. */
  problems: string[]
  /**
   * Why its times may be those of the generator or of the machine, and not the target's: it lagged
   * or was starved. Counts of wrong answers stay true.
   */
  doubts: string[]
}

/** Some times a second while the load lasts. */
export interface LoadProgress {
  /** Since the start of k6, which takes a moment to make its VUs. */
  atSeconds: number
  /** Since the start; undefined while k6 does not say. */
  iterations: number | undefined
  dropped: number | undefined
  /** Requests that were not answered as they should be, since the start; from k6's REST API. */
  failed?: number | undefined
  /** 95th percentile of the latency since the start, milliseconds; from k6's REST API. */
  p95Ms?: number | undefined
  backends: number | undefined
  generatorCpuShare: number
}
