import type { Mutant } from '../mutant.ts'

export const edgeCertificateEndsSoon: Mutant = {
  id: 'edge-certificate-ends-soon',
  defect: 'The certificate has ten days left.',
  kills: ['edge.certificate'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/certificate.sh',
      find: 'days=90',
      replace: 'days=10',
    },
  ],
}
