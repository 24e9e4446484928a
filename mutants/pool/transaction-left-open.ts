import type { Mutant } from '../mutant.ts'

export const poolTransactionLeftOpen: Mutant = {
  id: 'pool-transaction-left-open',
  defect: 'A transaction that fails is not rolled back before its connection is given to the next.',
  kills: ['pool.released-on-error'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `await rollback(client, error)
`,
      replace: `if (isUnavailable(error)) await rollback(client, error)
`,
    },
  ],
}
