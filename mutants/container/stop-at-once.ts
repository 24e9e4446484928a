import type { Mutant } from '../mutant.ts'

export const stopAtOnce: Mutant = {
  id: 'stop-at-once',
  defect: 'TERM ends it at once: requests in hand are cut off.',
  kills: ['container.graceful-stop'],
  alsoKills: ['release.websocket-drained'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.end(0)',
      replace: `this.killAll()
    process.exit(0)`,
    },
  ],
}
