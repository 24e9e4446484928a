import type { Mutant } from '../mutant.ts'

export const edgeSuiteForOneKeyAlone: Mutant = {
  id: 'edge-suite-for-one-key-alone',
  defect: 'With an RSA key no client of TLS 1.2 gets in.',
  kills: ['edge.tls-versions', 'edge.tls-ciphers'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: ':ECDHE-RSA-AES128-GCM-SHA256;',
      replace: ';',
    },
  ],
}
