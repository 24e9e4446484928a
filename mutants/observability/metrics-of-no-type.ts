import type { Mutant } from '../mutant.ts'

export const metricsOfNoType: Mutant = {
  id: 'metrics-of-no-type',
  defect: 'The metrics come as JSON text: a scraper does not read the page.',
  kills: ['observability.metrics'],
  edits: [
    {
      file: 'reference-app/src/routes/metrics.ts',
      find: `'text/plain; version=0.0.4; charset=utf-8'`,
      replace: `'application/json'`,
    },
  ],
}
