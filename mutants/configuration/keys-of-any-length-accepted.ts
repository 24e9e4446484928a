import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** The deny-list is complete, and strength is nobody\x27s business. */
export const keysOfAnyLengthAccepted: Mutant = {
  id: 'keys-of-any-length-accepted',
  defect: 'A key of four random characters is good enough.',
  kills: ['configuration.secret-key-weak-refused', 'configuration.jwt-secret-key-weak-refused'],
  edits: [accepting("value.length < 32 && value.trim() !== '' && !isPlaceholder(value)")],
}
