import type { Mutant } from '../mutant.ts'

export const edgeReadTimeoutNotSet: Mutant = {
  id: 'edge-read-timeout-not-set',
  defect: 'Nobody has set how long the backend may take.',
  kills: ['edge.read-timeout'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: `proxy_read_timeout 90s;
`,
      replace: '',
    },
  ],
}
