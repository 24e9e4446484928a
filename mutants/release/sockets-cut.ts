import type { Mutant } from '../mutant.ts'

export const releaseSocketsCut: Mutant = {
  id: 'release-sockets-cut',
  defect: 'A side that stops cuts its open sockets off, without a close frame.',
  kills: ['release.websocket-drained'],
  naming: ['without a close frame'],
  edits: [
    {
      file: 'reference-app/src/plugins/external/websocket.ts',
      find: "client.close(goingAway, 'the server is stopping')",
      replace: 'client.terminate()',
    },
  ],
}
