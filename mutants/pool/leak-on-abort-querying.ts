import type { Mutant } from '../mutant.ts'

export const poolLeakOnAbortQuerying: Mutant = {
  id: 'pool-leak-on-abort-querying',
  defect: 'A client that goes away while its query runs takes the connection with it.',
  kills: ['pool.released-on-abort'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      this.release(client, broken)
`,
      replace: `      if (!requestContext.getStore()?.isClientGone()) this.release(client, broken)
`,
    },
  ],
}
