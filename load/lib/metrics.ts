/** What the scripts count besides what k6 counts by itself. */
import { Counter, Trend } from 'k6/metrics'

export const metricNames = {
  answered: 'answered',
  exceptions: 'exceptions',
  lag: 'schedule_lag',
} as const

/** Requests that were answered as they are meant to be. */
export const answered = new Counter(metricNames.answered)
/** k6 ends an iteration that throws, counts it as done, and exits with 0. */
export const exceptions = new Counter(metricNames.exceptions)
/** Milliseconds from the moment at which an iteration was to start to its start. */
export const lag = new Trend(metricNames.lag, true)
