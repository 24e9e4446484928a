import type { Mutant } from '../mutant.ts'

export const metricsWithoutRefusals: Mutant = {
  id: 'metrics-without-refusals',
  defect: 'Requests that are refused are not counted.',
  kills: ['observability.metrics'],
  edits: [
    {
      file: 'reference-app/src/plugins/app/metrics.ts',
      find: '    total.inc(labels)',
      replace: '    if (reply.statusCode < 400) total.inc(labels)',
    },
  ],
}
