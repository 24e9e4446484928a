import type { Mutant } from '../mutant.ts'

export const poolIdleErrorEndsProcess: Mutant = {
  id: 'pool-idle-error-ends-process',
  defect: 'Nobody listens for errors of idle connections, so one of them ends the process.',
  kills: ['pool.survives-terminated', 'pool.survives-restart'],
  edits: [
    {
      file: 'reference-app/src/database/pool.ts',
      find: `    this.pool.on('error', (error) => this.onIdleError(error))
`,
      replace: '',
    },
  ],
}
