import type { Mutant } from '../mutant.ts'

export const edgeHealthLogged: Mutant = {
  id: 'edge-health-logged',
  defect: 'Every probe leaves a line.',
  kills: ['edge.health-unlogged'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `            access_log off;
`,
      replace: '',
    },
  ],
}
