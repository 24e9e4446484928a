/**
 * Operations that a sound backend may have none of. Where a config says so under `notApplicable`,
 * with a reason, the claims below are verified without the steps that need them.
 */
export const optionalOperations = [
  'createAccount',
  'permissions',
  'changeRole',
  'invalidRecord',
  'updateRecord',
  'deleteRecord',
  'profile',
  'refresh',
  'logout',
] as const

export type OptionalOperation = (typeof optionalOperations)[number]

/** The claims that go through operations, and can leave some out. */
export const claimsOfManyOperations: readonly string[] = [
  'http.critical-endpoints',
  'release.schema-compatible',
]

/** The key under `notApplicable` that says that there is no such operation. */
export const leftOutKey = (operation: OptionalOperation): string => `operations.${operation}`
