import type { Mutant } from '../mutant.ts'

export const edgeConnectsForAMinute: Mutant = {
  id: 'edge-connects-for-a-minute',
  defect: 'A backend that does not answer is waited for for a minute.',
  kills: ['edge.upstream-down'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: 'proxy_connect_timeout 600ms;',
      replace: 'proxy_connect_timeout 60s;',
    },
  ],
}
