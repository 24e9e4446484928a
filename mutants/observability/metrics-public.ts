import type { Mutant } from '../mutant.ts'

export const metricsPublic: Mutant = {
  id: 'metrics-public',
  defect: 'The edge passes requests for the metrics on, as any other.',
  kills: ['observability.metrics-private'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `        location = /metrics {
            return 404;
        }
`,
      replace: `        location = /metrics {
            proxy_pass http://$live_backend:8000;
        }
`,
    },
  ],
}
