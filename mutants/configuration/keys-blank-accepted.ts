import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** Judged before it is trimmed: the line end of a file is a key of one character. */
export const keysBlankAccepted: Mutant = {
  id: 'keys-blank-accepted',
  defect: 'A key of white space alone counts as a key.',
  kills: [
    'configuration.secret-key-missing-refused',
    'configuration.jwt-secret-key-missing-refused',
  ],
  edits: [accepting("value !== '' && value.trim() === ''")],
}
