import type { Mutant } from '../mutant.ts'

export const edgeCertificateOfAnotherKey: Mutant = {
  id: 'edge-certificate-of-another-key',
  defect: 'The key beside the certificate is a new one.',
  kills: ['edge.certificate'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/certificate.sh',
      find: '# The leaf first, then',
      replace: `new_key "$folder/privkey.pem"
# The leaf first, then`,
    },
  ],
}
