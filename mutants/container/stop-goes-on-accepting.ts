import type { Mutant } from '../mutant.ts'

export const stopGoesOnAccepting: Mutant = {
  id: 'stop-goes-on-accepting',
  defect: 'After TERM new work is taken in for six more seconds.',
  kills: ['container.graceful-stop'],
  edits: [
    {
      file: 'reference-app/src/cluster/worker.ts',
      find: 'await app.close()',
      replace: `await new Promise((resolve) => setTimeout(resolve, 6_000))
    await app.close()`,
    },
  ],
}
