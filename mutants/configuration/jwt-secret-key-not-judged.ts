import type { Mutant } from '../mutant.ts'
import { accepting } from './keys.ts'

/** A guard that was written for the other variable. */
export const jwtSecretKeyNotJudged: Mutant = {
  id: 'jwt-secret-key-not-judged',
  defect: 'The rules for keys are applied to one of them, and not to JWT_SECRET_KEY.',
  kills: [
    'configuration.jwt-secret-key-default-refused',
    'configuration.jwt-secret-key-missing-refused',
    'configuration.jwt-secret-key-weak-refused',
  ],
  edits: [accepting("variable === 'JWT_SECRET_KEY'")],
}
