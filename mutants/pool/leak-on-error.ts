import type { Mutant } from '../mutant.ts'

export const poolLeakOnError: Mutant = {
  id: 'pool-leak-on-error',
  defect: 'A connection is given back after success only.',
  kills: ['pool.released-on-error'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      return await work(client)
`,
      replace: `      const result = await work(client)
      this.release(client)
      return result
`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      this.release(client, broken)
`,
      replace: `      if (broken) this.release(client, true)
`,
    },
  ],
}
