import type { Mutant } from '../mutant.ts'

export const edgeTls13Off: Mutant = {
  id: 'edge-tls-1-3-off',
  defect: 'TLS 1.3 is not spoken.',
  kills: ['edge.tls-versions'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'ssl_protocols TLSv1.2 TLSv1.3',
      replace: 'ssl_protocols TLSv1.2',
    },
  ],
}
