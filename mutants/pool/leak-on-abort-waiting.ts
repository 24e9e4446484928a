import type { Mutant } from '../mutant.ts'

export const poolLeakOnAbortWaiting: Mutant = {
  id: 'pool-leak-on-abort-waiting',
  defect:
    'A client that goes away while it waits stays in line, and its connection is never given back.',
  kills: ['pool.released-on-abort'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'await this.slots.take(context?.onClientGone)',
      replace: 'await this.slots.take()',
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    this.release(client)
    throw new ClientGoneError()`,
      replace: '    throw new ClientGoneError()',
    },
  ],
}
