import type { Mutant } from '../mutant.ts'

export const edgeRedirectLosesQuery: Mutant = {
  id: 'edge-redirect-loses-query',
  defect: 'The redirect loses the query.',
  kills: ['edge.https-redirect'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'https://api.example.com$request_uri',
      replace: 'https://api.example.com$uri',
    },
  ],
}
