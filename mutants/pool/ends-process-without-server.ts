import type { Mutant } from '../mutant.ts'

export const poolEndsProcessWithoutServer: Mutant = {
  id: 'pool-ends-process-without-server',
  defect: 'A process that cannot connect ends, and leaves the rest to its supervisor.',
  kills: ['pool.survives-restart'],
  alsoKills: ['database.unreachable-reported'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `      if (isUnavailable(error)) throw this.unavailable('is not available', error)
`,
      replace: `      if (isUnavailable(error)) process.exit(1)
`,
    },
  ],
}
