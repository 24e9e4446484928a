import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** Thirty-two different characters, and they stand in half of all tutorials. */
export const keysOfTheAlphabetAccepted: Mutant = {
  id: 'keys-of-the-alphabet-accepted',
  defect: 'Runs of digits and of the alphabet count as good keys.',
  kills: [
    'configuration.secret-key-default-refused',
    'configuration.jwt-secret-key-default-refused',
  ],
  edits: [accepting('value.length >= 32 && /^(01234|abcde)/.test(value)')],
}
