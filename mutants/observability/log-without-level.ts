import type { Mutant } from '../mutant.ts'

export const logWithoutLevel: Mutant = {
  id: 'log-without-level',
  defect: 'The level of a line is a field that nobody looks for.',
  kills: ['observability.logs-structured'],
  blinds: ['observability.log-level'],
  edits: [
    {
      file: 'reference-app/src/logging/logger.ts',
      find: '({ level: levelNames[label] ?? label })',
      replace: '({ severity: levelNames[label] ?? label })',
    },
  ],
}
