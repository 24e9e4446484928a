import type { Mutant } from '../mutant.ts'

export const poolStatusOfOneWorker: Mutant = {
  id: 'pool-status-of-one-worker',
  defect: 'The pool status is that of one worker.',
  kills: ['pool.status-true'],
  alsoKills: ['observability.metrics', 'cache.hit-ratio-visible', 'operations.pool-status'],
  edits: [
    {
      file: 'reference-app/src/cluster/metrics-hub.ts',
      find: 'this.workers().filter((worker) => worker.isConnected())',
      replace: 'this.workers().filter((worker) => worker.isConnected()).slice(0, 1)',
    },
  ],
}
