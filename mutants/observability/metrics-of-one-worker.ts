import type { Mutant } from '../mutant.ts'

export const metricsOfOneWorker: Mutant = {
  id: 'metrics-of-one-worker',
  defect: 'Whoever asks for the metrics gets those of the worker that answers.',
  kills: ['observability.metrics'],
  alsoKills: ['pool.status-true', 'cache.hit-ratio-visible', 'operations.pool-status'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/metrics.ts',
      find: 'expose: () => requestClusterMetrics(),',
      replace: 'expose: () => registry.metrics(),',
    },
    {
      file: 'reference-app/src/plugins/app/metrics.ts',
      find: 'import { requestClusterMetrics, sendToPrimary } from',
      replace: 'import { sendToPrimary } from',
    },
  ],
}
