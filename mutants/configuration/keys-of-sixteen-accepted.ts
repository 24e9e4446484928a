import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** The usual slip: half of what was asked for. */
export const keysOfSixteenAccepted: Mutant = {
  id: 'keys-of-sixteen-accepted',
  defect: 'Sixteen characters are enough for a key.',
  kills: ['configuration.secret-key-weak-refused', 'configuration.jwt-secret-key-weak-refused'],
  edits: [accepting('value.length >= 16 && value.length < 32 && !isPlaceholder(value)')],
}
