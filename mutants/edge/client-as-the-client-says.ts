import type { Mutant } from '../mutant.ts'

export const edgeClientAsTheClientSays: Mutant = {
  id: 'edge-client-as-the-client-says',
  defect: 'The edge passes on who the client claims to be.',
  kills: ['edge.forwarded'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'proxy_set_header X-Forwarded-For $remote_addr;',
      replace: 'proxy_set_header X-Forwarded-For $http_x_forwarded_for;',
    },
  ],
}
