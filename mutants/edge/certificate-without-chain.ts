import type { Mutant } from '../mutant.ts'

export const edgeCertificateWithoutChain: Mutant = {
  id: 'edge-certificate-without-chain',
  defect: 'The certificate comes without what signed it.',
  kills: ['edge.certificate'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/certificate.sh',
      find: 'cat "$work/leaf.pem" "$work/intermediate.pem"',
      replace: 'cat "$work/leaf.pem"',
    },
  ],
}
