import type { Mutant } from '../mutant.ts'

export const poolTimeoutEndsWorker: Mutant = {
  id: 'pool-timeout-ends-worker',
  defect: 'A wait that times out ends its worker.',
  kills: ['pool.timeout', 'pool.exhaustion-contained', 'pool.recovers'],
  blinds: ['pool.fair'],
  edits: [
    {
      file: 'reference-app/src/database/slots.ts',
      find: 'const late = settle(() => reject(new PoolTimeoutError()))',
      replace: 'const late = () => process.exit(1)',
    },
  ],
}
