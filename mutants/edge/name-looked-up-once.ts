import type { Mutant } from '../mutant.ts'

export const edgeNameLookedUpOnce: Mutant = {
  id: 'edge-name-looked-up-once',
  defect: 'The name of the backend is looked up once, at the start.',
  kills: ['edge.follows-replacement'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/live.conf',
      find: `map $host $live_backend {
    default backend;
}
`,
      replace: `upstream live_backend {
    server backend:8000;
}
`,
    },
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `location / {
            proxy_pass http://$live_backend:8000;`,
      replace: `location / {
            proxy_pass http://live_backend;`,
    },
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `access_log off;
            proxy_pass http://$live_backend:8000;`,
      replace: `access_log off;
            proxy_pass http://live_backend;`,
    },
  ],
}
