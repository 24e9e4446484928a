import type { Mutant } from '../mutant.ts'

export const edgeHeaderDoubled: Mutant = {
  id: 'edge-header-doubled',
  defect: 'The backend and the edge both send a security header.',
  kills: ['edge.security-headers'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/security-headers.conf',
      find: `proxy_hide_header X-Frame-Options;
`,
      replace: '',
    },
  ],
}
