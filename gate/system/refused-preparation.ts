/** A request that prepares a check, and that the target answered with an error. */
import type { Reply } from '#gate/contract/contract.ts'
import { inconclusive, type PreflightError } from '#gate/errors.ts'

/** Whether a status blames the gate's credentials or its rate, and not what it asked for. */
export function isFaultOfGate(status: number | string): boolean {
  return status === 401 || status === 403 || status === 429
}

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
}

/** The error of a check that could not be prepared: inconclusive, as the config may be wrong. */
export function refusedPreparation(what: string, { status, text }: Reply): PreflightError {
  const cause = new RefusedPreparation(what, status)
  return inconclusive(`${cause.message}: ${text}`, cause)
}
