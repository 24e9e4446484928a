import type { Mutant } from '../mutant.ts'

export const edgeCertificateChainUpsideDown: Mutant = {
  id: 'edge-certificate-chain-upside-down',
  defect: 'What signed the certificate comes before it.',
  kills: ['edge.certificate'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/certificate.sh',
      find: 'cat "$work/leaf.pem" "$work/intermediate.pem"',
      replace: 'cat "$work/intermediate.pem" "$work/leaf.pem"',
    },
  ],
}
