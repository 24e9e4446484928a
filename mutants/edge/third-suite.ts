import type { Mutant } from '../mutant.ts'

export const edgeThirdSuite: Mutant = {
  id: 'edge-third-suite',
  defect: 'A third suite is agreed upon.',
  kills: ['edge.tls-ciphers'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'ECDHE-RSA-AES128-GCM-SHA256;',
      replace: 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384;',
    },
  ],
}
