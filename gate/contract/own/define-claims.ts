/** What a team's file of claims imports, as `preflight-gate/claims`. */
import type { OwnClaimBody } from './own-claim.ts'

export type { OwnClaimBody } from './own-claim.ts'

/** Claims by id, such as `billing.invoice-idempotent`. Their checks are in suites beside them. */
export function defineClaims<Id extends `${string}.${string}`>(
  claims: Readonly<Record<Id, OwnClaimBody>>,
): Readonly<Record<Id, OwnClaimBody>> {
  return claims
}
