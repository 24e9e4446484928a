import type { Mutant } from '../mutant.ts'

export const poolTimeoutIsAnError: Mutant = {
  id: 'pool-timeout-is-an-error',
  defect: 'Who waited in vain for a connection gets 500.',
  kills: ['pool.timeout', 'pool.exhaustion-contained'],
  blinds: ['pool.fair'],
  edits: [
    {
      file: 'reference-app/src/database/errors.ts',
      find: "'no database connection was free', 503",
      replace: "'no database connection was free', 500",
    },
  ],
}
