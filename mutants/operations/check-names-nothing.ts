import type { Mutant } from '../mutant.ts'

export const checkNamesNothing: Mutant = {
  id: 'check-names-nothing',
  defect: 'The check command fails, and says of nothing why.',
  kills: ['operations.system-check'],
  edits: [
    {
      file: 'reference-app/src/commands/check.ts',
      find: 'detail: error instanceof Error ? error.message : String(error) }',
      replace: `detail: error instanceof Error ? 'failed' : 'broken' }`,
    },
  ],
}
