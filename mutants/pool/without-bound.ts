import type { Mutant } from '../mutant.ts'

export const poolWithoutBound: Mutant = {
  id: 'pool-without-bound',
  defect: 'The pool has no bound: it opens a connection for whoever asks.',
  kills: ['pool.bounded', 'pool.formula-tight', 'pool.queueing-predicted'],
  blinds: [
    'pool.timeout',
    'pool.exhaustion-contained',
    'pool.recovers',
    'pool.fair',
    'pool.released-on-abort',
    'pool.released-on-error',
    'pool.survives-terminated',
    'pool.survives-restart',
    'pool.status-true',
  ],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: 'const count = options.size + options.maxOverflow',
      replace: 'const count = 1_000',
    },
  ],
}
