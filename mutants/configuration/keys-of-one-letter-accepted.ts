import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** Long enough, and worth less than one byte. */
export const keysOfOneLetterAccepted: Mutant = {
  id: 'keys-of-one-letter-accepted',
  defect: 'One character repeated passes as a key, since it is long.',
  kills: ['configuration.secret-key-weak-refused', 'configuration.jwt-secret-key-weak-refused'],
  edits: [accepting('value.length >= 32 && new Set(value).size === 1')],
}
