import type { Mutant } from '../mutant.ts'

export const poolBacksOffTooLong: Mutant = {
  id: 'pool-backs-off-too-long',
  defect: 'After a failure to connect no other is made for 20 s.',
  kills: ['pool.survives-restart'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '  private probing: Promise',
      replace: `  private restUntil = 0
  private probing: Promise`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    for (;;) {
`,
      replace: `    for (;;) {
      if (Date.now() < this.restUntil) throw new DatabaseUnavailableError('backing off')
`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      if (isUnavailable(error)) throw this.unavailable('is not available', error)
`,
      replace: `      if (isUnavailable(error)) {
        this.restUntil = Date.now() + 20_000
        throw this.unavailable('is not available', error)
      }
`,
    },
  ],
}
