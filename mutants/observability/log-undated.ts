import type { Mutant } from '../mutant.ts'

export const logUndated: Mutant = {
  id: 'log-undated',
  defect: 'The time of a line is the time of day alone.',
  kills: ['observability.logs-structured'],
  edits: [
    {
      file: 'reference-app/src/logging/logger.ts',
      find: 'new Date().toISOString()',
      replace: 'new Date().toISOString().slice(11, 19)',
    },
  ],
}
