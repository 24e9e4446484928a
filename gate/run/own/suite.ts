/** What a suite with checks of own claims imports, as `preflight-gate/suite`. */
import { type CheckBody, type CheckOptions, checkOf } from '../check.ts'

export { inconclusive, unverified } from '#gate/errors.ts'
export { sleep, waitFor } from '#gate/host/process/wait.ts'
export { makeCompany, makePerson, makeWorld } from '#gate/system/world.ts'
export type { CheckBody, CheckOptions } from '../check.ts'

/**
 * Declares the check of an own claim. Its body gets the running `target`, an `evidence` recorder
 * and `expect`; it has to declare a floor: `evidence.floor('answer', 10)`.
 * @param claim the id, written as text: the gate reads it without running the file
 */
export function check(
  claim: `${string}.${string}`,
  body: CheckBody,
  options: CheckOptions = {},
): void {
  checkOf(claim, body, options)
}
