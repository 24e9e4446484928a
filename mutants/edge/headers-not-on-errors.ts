import type { Mutant } from '../mutant.ts'

export const edgeHeadersNotOnErrors: Mutant = {
  id: 'edge-headers-not-on-errors',
  defect: 'A security header is missing on errors.',
  kills: ['edge.security-headers'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/security-headers.conf',
      find: 'add_header X-Content-Type-Options nosniff always;',
      replace: 'add_header X-Content-Type-Options nosniff;',
    },
  ],
}
