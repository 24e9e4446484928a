import type { Mutant } from '../mutant.ts'

export const edgeSchemeAsTheClientSays: Mutant = {
  id: 'edge-scheme-as-the-client-says',
  defect: 'The edge passes on the scheme that the client claims.',
  kills: ['edge.forwarded'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'proxy_set_header X-Forwarded-Proto $scheme;',
      replace: 'proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto;',
    },
  ],
}
