import type { MetricObjectWithValues, MetricValue } from 'prom-client'

/** One worker's series, as prom-client writes them for aggregation. */
export type Series = MetricObjectWithValues<MetricValue<string>>[]

/** Messages between primary and workers over Node's IPC channel. */
export type FromWorker =
  | { type: 'listen-failed'; message: string }
  | { type: 'metrics-wanted'; id: string }
  | { type: 'metrics-part'; id: string; series: Series }

export type FromPrimary =
  | { type: 'stop' }
  | { type: 'metrics-collect'; id: string }
  | { type: 'metrics'; id: string; text: string }
