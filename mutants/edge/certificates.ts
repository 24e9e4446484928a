/** The certificate and its key. */
import { defineMutants, edit, insertBefore } from '../mutant.ts'
import { nginxConf } from '../paths.ts'

const certificateScript = 'reference-app/deploy/nginx/certificate.sh'

export const certificates = defineMutants('edge', {
  'edge-certificate-ends-soon': {
    defect: 'The certificate has ten days left.',
    kills: ['edge.certificate'],
    edits: [edit(certificateScript, 'days=90', 'days=10')],
  },
  'edge-certificate-not-made': {
    defect: 'The script that makes the certificate ends with an error.',
    kills: ['edge.certificate'],
    edits: [edit(certificateScript, 'umask 077', 'umask 78')],
  },
  'edge-certificate-without-chain': {
    defect: 'The certificate comes without what signed it.',
    kills: ['edge.certificate'],
    edits: [
      edit(
        certificateScript,
        'cat "$work/leaf.pem" "$work/intermediate.pem"',
        'cat "$work/leaf.pem"',
      ),
    ],
  },
  'edge-certificate-chain-upside-down': {
    defect: 'What signed the certificate comes before it.',
    kills: ['edge.certificate'],
    edits: [
      edit(
        certificateScript,
        'cat "$work/leaf.pem" "$work/intermediate.pem"',
        'cat "$work/intermediate.pem" "$work/leaf.pem"',
      ),
    ],
  },
  'edge-certificate-of-another-name': {
    defect: 'The certificate is for another name.',
    kills: ['edge.certificate'],
    edits: [
      edit(certificateScript, 'subjectAltName=DNS:$name', 'subjectAltName=DNS:www.example.com'),
    ],
  },
  'edge-certificate-of-another-key': {
    defect: 'The key beside the certificate is a new one.',
    kills: ['edge.certificate'],
    edits: [
      insertBefore(certificateScript, '# The leaf first, then', 'new_key "$folder/privkey.pem"'),
    ],
  },
  'edge-certificate-path-of-nothing': {
    defect: 'The configuration names a file that nobody installs.',
    kills: ['edge.certificate'],
    edits: [
      edit(
        nginxConf,
        'ssl_certificate /etc/nginx/ssl/fullchain.pem',
        'ssl_certificate /etc/nginx/ssl/certificate.pem',
      ),
    ],
  },
})
