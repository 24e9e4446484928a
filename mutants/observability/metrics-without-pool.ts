import type { Mutant } from '../mutant.ts'

export const metricsWithoutPool: Mutant = {
  id: 'metrics-without-pool',
  defect: 'The metrics say nothing of the pool.',
  kills: ['observability.metrics'],
  alsoKills: ['pool.status-true', 'operations.pool-status'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/metrics.ts',
      find: `  poolGauges(fastify, registry)
`,
      replace: `  poolGauges(fastify, new Registry())
`,
    },
  ],
}
