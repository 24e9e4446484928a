import type { Mutant } from '../mutant.ts'

export const edgeHealthOfTheEdge: Mutant = {
  id: 'edge-health-of-the-edge',
  defect: 'The edge answers for the health of the backend.',
  kills: ['edge.health-unlogged'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `access_log off;
            proxy_pass http://$live_backend:8000;`,
      replace: `access_log off;
            return 200;`,
    },
  ],
}
