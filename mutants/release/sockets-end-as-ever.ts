import type { Mutant } from '../mutant.ts'

export const releaseSocketsEndAsEver: Mutant = {
  id: 'release-sockets-end-as-ever',
  defect: 'A side that stops ends its sockets as if all were said, so that no client comes back.',
  kills: ['release.websocket-drained'],
  naming: ['code 1000'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/websocket.ts',
      find: 'const goingAway = 1001',
      replace: 'const goingAway = 1000',
    },
  ],
}
