/** TLS versions and cipher suites. */
import { defineMutants, edit } from '../mutant.ts'
import { nginxConf } from '../paths.ts'

export const tls = defineMutants('edge', {
  'edge-tls-1-0': {
    defect: 'TLS 1.0 is spoken, with a suite that it has.',
    kills: ['edge.tls-versions', 'edge.tls-ciphers'],
    edits: [
      edit(nginxConf, 'ssl_protocols TLSv1.2', 'ssl_protocols TLSv1 TLSv1.2'),
      edit(
        nginxConf,
        'ECDHE-RSA-AES128-GCM-SHA256;',
        'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA:@SECLEVEL=0;',
      ),
    ],
  },
  'edge-tls-1-3-off': {
    defect: 'TLS 1.3 is not spoken.',
    kills: ['edge.tls-versions'],
    edits: [edit(nginxConf, 'ssl_protocols TLSv1.2 TLSv1.3', 'ssl_protocols TLSv1.2')],
  },
  'edge-third-suite': {
    defect: 'A third suite is agreed upon.',
    kills: ['edge.tls-ciphers'],
    edits: [
      edit(
        nginxConf,
        'ECDHE-RSA-AES128-GCM-SHA256;',
        'ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384;',
      ),
    ],
  },
  'edge-suite-for-one-key-alone': {
    defect: 'With an RSA key no client of TLS 1.2 gets in.',
    kills: ['edge.tls-versions', 'edge.tls-ciphers'],
    edits: [edit(nginxConf, ':ECDHE-RSA-AES128-GCM-SHA256;', ';')],
  },
})
