/** Operations whose request some checks send by themselves, over connections of their own. */
import type { Operations, RequestSpec } from '#gate/contract/contract.ts'
import { unverified } from '#gate/errors.ts'

/**
 * The request, if nothing has to come before it.
 * @throws PreflightError PREFLIGHT_E_UNVERIFIED naming the operation
 */
export function asOneRequest(name: keyof Operations, spec: RequestSpec): RequestSpec {
  if (spec.before === undefined) return spec
  throw unverified({
    because: `operations.${name} takes several requests, and this check sends it as one`,
    hint: 'describe it as one request if the backend allows that',
  })
}
