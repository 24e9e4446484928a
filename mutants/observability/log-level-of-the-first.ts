import type { Mutant } from '../mutant.ts'

export const logLevelOfTheFirst: Mutant = {
  id: 'log-level-of-the-first',
  defect: 'The first process has the level that is set; its workers have INFO.',
  kills: ['observability.log-level'],
  edits: [
    {
      file: 'reference-app/src/cluster/worker.ts',
      find: 'createLogger(settings.LOG_LEVEL,',
      replace: `createLogger('INFO',`,
    },
  ],
}
