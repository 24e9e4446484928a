import type { Mutant } from '../mutant.ts'

export const metricsPublicWithASlash: Mutant = {
  id: 'metrics-public-with-a-slash',
  defect: 'The edge keeps one spelling of the path in, and the backend answers to two.',
  kills: ['observability.metrics-private'],
  edits: [
    {
      file: 'reference-app/src/server.ts',
      find: 'routerOptions: { maxParamLength: 200 }',
      replace: 'routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true }',
    },
  ],
}
