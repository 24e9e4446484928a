import type { Mutant } from '../mutant.ts'

export const edgeRedirectToAnyHost: Mutant = {
  id: 'edge-redirect-to-any-host',
  defect: 'Plain HTTP is sent to whatever host it asked for.',
  kills: ['edge.https-redirect'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'https://api.example.com$request_uri',
      replace: 'https://$host$request_uri',
    },
  ],
}
