import type { Mutant } from '../mutant.ts'

export const poolCommitFailureLeaks: Mutant = {
  id: 'pool-commit-failure-leaks',
  defect: 'A transaction gives its connection back, unless it is the commit that fails.',
  kills: ['pool.released-on-error'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `        await tx.query('COMMIT')
`,
      replace: `        await tx.query('COMMIT').catch((cause: unknown) => {
          this.slots.take().catch(() => undefined)
          throw cause
        })
`,
    },
  ],
}
