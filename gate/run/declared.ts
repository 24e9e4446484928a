/**
 * Limits a check to the services and programs that its claim declares. Set-up installs only those,
 * so an undeclared one would be missing on other machines.
 */
import { PreflightError } from '#gate/errors.ts'
import type { StackClient } from '#gate/stack/client.ts'
import type { SharedKind } from '#gate/stack/protocol.ts'
import type { ServiceKind } from '#gate/stack/types.ts'
import type { AnyClaim } from '#guide/claim.ts'

/** Allowed for every check; each has its own database on them. */
const common: readonly SharedKind[] = ['postgres', 'redis']

function undeclared(claim: AnyClaim, field: 'services' | 'programs', name: string): PreflightError {
  const file = claim.ownFile ?? `guide/claims/${claim.section}.ts`
  return new PreflightError(
    claim.ownFile === undefined ? 'PREFLIGHT_E_INTERNAL' : 'PREFLIGHT_E_CONFIG',
    `the check of ${claim.id} uses ${name}, which the claim does not declare`,
    { hint: `add '${name}' to the ${field} of the claim in ${file}` },
  )
}

/**
 * The backing services as a check of a claim may use them.
 * Its methods throw PREFLIGHT_E_INTERNAL if a service is not declared by the claim.
 */
export function declaredServices(claim: AnyClaim, stack: StackClient): StackClient {
  const demand = (kind: ServiceKind) => {
    if (!claim.services?.includes(kind)) throw undeclared(claim, 'services', kind)
  }
  return {
    ...stack,
    shared: async (kind) => {
      if (!common.includes(kind)) demand(kind)
      return await stack.shared(kind)
    },
    dedicated: async (kind, options) => {
      demand(kind)
      return await stack.dedicated(kind, options)
    },
  }
}

/**
 * For `watchTools`, which calls it before a program is searched for.
 * It throws PREFLIGHT_E_INTERNAL if the program is not declared by the claim.
 */
export function declaredPrograms(claim: AnyClaim): (name: string) => void {
  const declared: readonly string[] = claim.programs ?? []
  return (name) => {
    if (!declared.includes(name)) throw undeclared(claim, 'programs', name)
  }
}
