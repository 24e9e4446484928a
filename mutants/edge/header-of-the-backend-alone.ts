import type { Mutant } from '../mutant.ts'

export const edgeHeaderOfTheBackendAlone: Mutant = {
  id: 'edge-header-of-the-backend-alone',
  defect: 'The answers of the edge itself go without a security header.',
  kills: ['edge.security-headers'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/security-headers.conf',
      find: `proxy_hide_header Strict-Transport-Security;
`,
      replace: '',
    },
    {
      file: 'reference-app/deploy/nginx/edge/security-headers.conf',
      find: `add_header Strict-Transport-Security max-age=31536000 always;
`,
      replace: '',
    },
  ],
}
