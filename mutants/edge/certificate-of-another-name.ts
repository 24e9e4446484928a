import type { Mutant } from '../mutant.ts'

export const edgeCertificateOfAnotherName: Mutant = {
  id: 'edge-certificate-of-another-name',
  defect: 'The certificate is for another name.',
  kills: ['edge.certificate'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/certificate.sh',
      find: 'subjectAltName=DNS:$name',
      replace: 'subjectAltName=DNS:www.example.com',
    },
  ],
}
