import type { Mutant } from '../mutant.ts'

export const releaseSocketsToldNoReason: Mutant = {
  id: 'release-sockets-told-no-reason',
  defect: 'The close frame of a side that stops has a code and no reason.',
  kills: ['release.websocket-drained'],
  naming: ['without a reason'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/websocket.ts',
      find: "client.close(goingAway, 'the server is stopping')",
      replace: 'client.close(goingAway)',
    },
  ],
}
