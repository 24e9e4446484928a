import type { Mutant } from '../mutant.ts'

export const secretInFirstLogLine: Mutant = {
  id: 'secret-in-first-log-line',
  defect: 'The first line of the log tells all settings.',
  kills: ['configuration.secrets-not-exposed'],
  edits: [
    {
      file: 'reference-app/src/cluster/primary.ts',
      find: 'this.log.info({ workers: WORKERS,',
      replace: 'this.log.info({ settings: this.settings, workers: WORKERS,',
    },
  ],
}
