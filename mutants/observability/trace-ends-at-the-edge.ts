import type { Mutant } from '../mutant.ts'

export const traceEndsAtTheEdge: Mutant = {
  id: 'trace-ends-at-the-edge',
  defect: 'The edge has an id for each request, and the backend another.',
  kills: ['observability.request-traced'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'proxy_set_header X-Request-ID $request_id;',
      replace: 'proxy_set_header X-Request-ID "";',
    },
  ],
}
