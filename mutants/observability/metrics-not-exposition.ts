import type { Mutant } from '../mutant.ts'

export const metricsNotExposition: Mutant = {
  id: 'metrics-not-exposition',
  defect: 'A line of the metrics is no sample: a scraper refuses the whole page.',
  kills: ['observability.metrics'],
  edits: [
    {
      file: 'reference-app/src/routes/metrics.ts',
      find: 'return fastify.metrics.expose()',
      replace: 'return `${await fastify.metrics.expose()}cache_hit_ratio 97%\n`',
    },
  ],
}
