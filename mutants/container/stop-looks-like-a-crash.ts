import type { Mutant } from '../mutant.ts'

export const stopLooksLikeACrash: Mutant = {
  id: 'stop-looks-like-a-crash',
  defect: 'An ordinary stop exits with 1: the orchestrator takes it for a crash.',
  kills: ['container.graceful-stop'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.end(0)',
      replace: 'this.end(1)',
    },
  ],
}
