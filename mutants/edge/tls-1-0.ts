import type { Mutant } from '../mutant.ts'

export const edgeTls10: Mutant = {
  id: 'edge-tls-1-0',
  defect: 'TLS 1.0 is spoken, with a suite that it has.',
  kills: ['edge.tls-versions', 'edge.tls-ciphers'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'ssl_protocols TLSv1.2',
      replace: 'ssl_protocols TLSv1 TLSv1.2',
    },
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'ECDHE-RSA-AES128-GCM-SHA256;',
      replace: 'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA:@SECLEVEL=0;',
    },
  ],
}
