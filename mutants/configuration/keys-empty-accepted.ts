import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** What a compose file makes of a variable that nobody set. */
export const keysEmptyAccepted: Mutant = {
  id: 'keys-empty-accepted',
  defect: 'An empty key counts as one that is set.',
  kills: [
    'configuration.secret-key-missing-refused',
    'configuration.jwt-secret-key-missing-refused',
  ],
  edits: [accepting("value === ''")],
}
