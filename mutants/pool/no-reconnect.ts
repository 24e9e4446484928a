import type { Mutant } from '../mutant.ts'

export const poolNoReconnect: Mutant = {
  id: 'pool-no-reconnect',
  defect: 'A process that could not connect once never tries again.',
  kills: ['pool.survives-restart', 'database.unreachable-reported'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: '  private probing: Promise',
      replace: `  private lost = false
  private probing: Promise`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    for (;;) {
`,
      replace: `    for (;;) {
      if (this.lost) throw new DatabaseUnavailableError('not connected')
`,
    },
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      if (isUnavailable(error)) throw this.unavailable('is not available', error)
`,
      replace: `      if (isUnavailable(error)) {
        this.lost = true
        throw this.unavailable('is not available', error)
      }
`,
    },
  ],
}
