import type { Mutant } from '../mutant.ts'

export const edgeHostAsTheClientSays: Mutant = {
  id: 'edge-host-as-the-client-says',
  defect: 'The backend gets the Host header as the client wrote it.',
  kills: ['edge.config-valid'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'proxy_set_header Host $host;',
      replace: 'proxy_set_header Host $http_host;',
    },
  ],
}
