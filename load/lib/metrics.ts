/** Metrics of the scripts in addition to k6's own. */
import { Counter, Trend } from 'k6/metrics'

export const metricNames = {
  answered: 'answered',
  exceptions: 'exceptions',
  lag: 'schedule_lag',
} as const

/** Requests with a 2xx response. */
export const answered = new Counter(metricNames.answered)
/** k6 ends an iteration that throws, counts it as done, and exits with 0. */
export const exceptions = new Counter(metricNames.exceptions)
/** Milliseconds from when an iteration is due to its start. */
export const lag = new Trend(metricNames.lag, true)
