import type { Mutant } from '../mutant.ts'

export const edgeRedirectForNow: Mutant = {
  id: 'edge-redirect-for-now',
  defect: 'The redirect is a temporary one.',
  kills: ['edge.https-redirect'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/nginx.conf',
      find: 'return 301 ',
      replace: 'return 302 ',
    },
  ],
}
