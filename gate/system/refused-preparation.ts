/** A request that prepares a check, and that the target answered with an error. */
import type { Reply } from '#gate/contract/contract.ts'
import { inconclusive, type PreflightError } from '#gate/errors.ts'

/** What was asked, and what came: the cause of the error that `refusedPreparation` makes. */
export class RefusedPreparation extends Error {
  /** `the login of admin`, `POST /companies`. */
  readonly what: string
  readonly status: number

  constructor(what: string, status: number) {
    super(`${what} answered ${status}`)
    this.what = what
    this.status = status
  }

  /** Whether the credentials or the rate of the gate are at fault, not what was asked. */
  get isOfTheGate(): boolean {
    return [401, 403, 429].includes(this.status)
  }
}

/** The error of a check that could not be prepared: inconclusive, as the config may be wrong. */
export function refusedPreparation(what: string, { status, text }: Reply): PreflightError {
  const cause = new RefusedPreparation(what, status)
  return inconclusive(`${cause.message}: ${text}`, cause)
}
