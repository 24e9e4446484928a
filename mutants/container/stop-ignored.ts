import type { Mutant } from '../mutant.ts'

export const stopIgnored: Mutant = {
  id: 'stop-ignored',
  defect: 'TERM is logged, and nothing follows from it.',
  kills: ['container.graceful-stop'],
  alsoKills: ['release.websocket-drained'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.end(0)',
      replace: '',
    },
  ],
}
