import type { Mutant } from '../mutant.ts'

export const edgeSetAsideForMinutes: Mutant = {
  id: 'edge-set-aside-for-minutes',
  defect: 'A backend that failed once is not asked again for minutes, nor looked up.',
  kills: ['edge.upstream-down', 'edge.follows-replacement'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/live.conf',
      find: `map $host $live_backend {
    default backend;
}
`,
      replace: `upstream live_backend {
    server backend:8000 max_fails=1 fail_timeout=300s;
    server backend:8000 max_fails=1 fail_timeout=300s;
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
