import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** A deny-list of one entry, and a length: what guides print passes both. */
export const keysOfDocumentationAccepted: Mutant = {
  id: 'keys-of-documentation-accepted',
  defect: 'Of the known keys only the built-in defaults are refused, not what documentation shows.',
  kills: [
    'configuration.secret-key-default-refused',
    'configuration.jwt-secret-key-default-refused',
  ],
  edits: [
    accepting(
      "!value.startsWith('development-only') && value.length >= 32 && new Set(value).size > 1",
    ),
  ],
}
