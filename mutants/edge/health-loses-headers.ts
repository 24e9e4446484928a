import type { Mutant } from '../mutant.ts'

export const edgeHealthLosesHeaders: Mutant = {
  id: 'edge-health-loses-headers',
  defect: 'The health location adds a header of its own, and loses those of the blocks around it.',
  kills: ['edge.config-valid', 'edge.security-headers'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: `            access_log off;
`,
      replace: `            access_log off;
            add_header Cache-Control no-store;
`,
    },
  ],
}
