import type { Mutant } from '../mutant.ts'

export const containerWorkerNotReplaced: Mutant = {
  id: 'container-worker-not-replaced',
  defect: 'A worker that dies leaves a gap for good.',
  kills: ['container.workers'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'setTimeout(() => this.fork(), decision.delayMs)',
      replace: 'void decision.delayMs',
    },
  ],
}
