import type { Mutant } from '../mutant.ts'

export const stopWaitsForSilence: Mutant = {
  id: 'stop-waits-for-silence',
  defect: 'A connection on which no request ever came holds the stop up until the deadline.',
  kills: ['container.graceful-stop'],
  environment: { SHUTDOWN_TIMEOUT: '12' },
  edits: [
    {
      file: 'reference-app/src/plugins/app/draining.ts',
      find: 'if (socket.bytesRead === 0) socket.destroy()',
      replace: 'if (socket.bytesRead < 0) socket.destroy()',
    },
  ],
}
