import type { Mutant } from '../mutant.ts'

export const edgeNameRemembered: Mutant = {
  id: 'edge-name-remembered',
  defect: 'The name of the backend is remembered for as long as the DNS allows.',
  kills: ['edge.follows-replacement'],
  edits: [
    {
      file: 'reference-app/deploy/nginx/edge/proxy.conf',
      find: ' valid=2s',
      replace: '',
    },
  ],
}
