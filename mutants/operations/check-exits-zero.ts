import type { Mutant } from '../mutant.ts'

export const checkExitsZero: Mutant = {
  id: 'check-exits-zero',
  defect: 'The check command says what is wrong, and ends as if nothing were.',
  kills: ['operations.system-check'],
  edits: [
    {
      file: 'reference-app/src/commands/check.ts',
      find: 'return ok ? 0 : 1',
      replace: 'return 0',
    },
  ],
}
