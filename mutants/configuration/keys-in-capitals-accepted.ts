import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** What the template of a shell script has: the same word, shouted. */
export const keysInCapitalsAccepted: Mutant = {
  id: 'keys-in-capitals-accepted',
  defect: 'Placeholders are known in small letters only: CHANGE_ME is a key.',
  kills: [
    'configuration.secret-key-default-refused',
    'configuration.jwt-secret-key-default-refused',
  ],
  edits: [accepting('/^[A-Z_]+$/.test(value)')],
}
