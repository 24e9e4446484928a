import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** A guard that was written for the other variable. */
export const secretKeyNotJudged: Mutant = {
  id: 'secret-key-not-judged',
  defect: 'The rules for keys are applied to one of them, and not to SECRET_KEY.',
  kills: [
    'configuration.secret-key-default-refused',
    'configuration.secret-key-missing-refused',
    'configuration.secret-key-weak-refused',
  ],
  edits: [accepting("variable === 'SECRET_KEY'")],
}
