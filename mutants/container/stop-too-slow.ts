import type { Mutant } from '../mutant.ts'

export const stopTooSlow: Mutant = {
  id: 'stop-too-slow',
  defect: 'A stop takes longer than orchestrators wait, with all the work long done.',
  kills: ['container.graceful-stop'],
  environment: { SHUTDOWN_TIMEOUT: '20' },
  edits: [
    {
      file: 'reference-app/src/cluster/worker.ts',
      find: 'await app.close()',
      replace: `await app.close()
    await new Promise((resolve) => setTimeout(resolve, 10_500))`,
    },
  ],
}
