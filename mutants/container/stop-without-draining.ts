import type { Mutant } from '../mutant.ts'

export const stopWithoutDraining: Mutant = {
  id: 'stop-without-draining',
  defect: 'Workers close their port on TERM, and leave without finishing what they have begun.',
  kills: ['container.graceful-stop'],
  alsoKills: ['release.websocket-drained'],
  edits: [
    {
      file: 'reference-app/src/cluster/worker.ts',
      find: 'await app.close()',
      replace: 'app.server.close()',
    },
  ],
}
