import type { Mutant } from '../mutant.ts'

export const edgePlainHttpServed: Mutant = {
  id: 'edge-plain-http-served',
  defect: 'Plain HTTP is passed on like any other request.',
  kills: ['edge.https-redirect'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'return 301 https://api.example.com$request_uri;',
      replace: `location / {
            proxy_pass http://$live_backend:8000;
        }`,
    },
  ],
}
