import type { ClaimId } from '#guide/index.ts'

/** The claims of which each looks at a refusal: a defect in how all are made fails all of them. */
export const everyRefusal: readonly ClaimId[] = [
  'configuration.secret-key-default-refused',
  'configuration.secret-key-missing-refused',
  'configuration.secret-key-weak-refused',
  'configuration.jwt-secret-key-default-refused',
  'configuration.jwt-secret-key-missing-refused',
  'configuration.jwt-secret-key-weak-refused',
  'configuration.secrets-distinct',
  'configuration.refusal-clear',
  'configuration.debug-off',
  'configuration.environment-typo-refused',
  'configuration.invalid-value-refused',
]
