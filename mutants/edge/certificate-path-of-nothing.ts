import type { Mutant } from '../mutant.ts'

export const edgeCertificatePathOfNothing: Mutant = {
  id: 'edge-certificate-path-of-nothing',
  defect: 'The configuration names a file that nobody installs.',
  kills: ['edge.certificate'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'ssl_certificate /etc/nginx/ssl/fullchain.pem',
      replace: 'ssl_certificate /etc/nginx/ssl/certificate.pem',
    },
  ],
}
