import type { Mutant } from '../mutant.ts'

export const logLevelHidesErrors: Mutant = {
  id: 'log-level-hides-errors',
  defect: 'At ERROR nothing is said any more, errors neither.',
  kills: ['observability.log-level'],
  edits: [
    {
      file: 'reference-app/src/logging/logger.ts',
      find: 'level: pinoLevels[level],',
      replace: `level: level === 'ERROR' ? 'silent' : pinoLevels[level],`,
    },
  ],
}
