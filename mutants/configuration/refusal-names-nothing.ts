import type { Mutant } from '../mutant.ts'
import { everyRefusal } from './refusals.ts'

export const refusalNamesNothing: Mutant = {
  id: 'refusal-names-nothing',
  defect: 'A refusal does not say which variable it is about.',
  kills: everyRefusal,
  edits: [
    {
      file: 'reference-app/src/config/problems.ts',
      find: '`${variable} ${reason}`',
      replace: "`a setting ${reason.replace(/[A-Z_]{4,}/g, 'another')}`",
    },
  ],
}
