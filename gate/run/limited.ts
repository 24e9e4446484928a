/**
 * What a check comes to if a rate limit answered some of its requests: those were not measured, and
 * what failed after the first of them may be due to it.
 */
import type { TargetConfig } from '#gate/contract/contract.ts'
import { inconclusive, type PreflightError } from '#gate/errors.ts'
import { tooManyRequests } from '#gate/system/rate-limited.ts'

/** Counts the answers of a rate limit during one check. */
export class LimitedAnswers {
  count = 0
  /** Errors of the check when the first of them came; undefined if none came. */
  errorsBefore: number | undefined

  /** @param errors of the check so far */
  note(errors: number): void {
    this.count += 1
    this.errorsBefore ??= errors
  }
}

/** Whether the target answers 429 on an occasion that its config names: then it is no limit. */
export function isOwnAnswer({ statuses }: Pick<TargetConfig, 'statuses'>): boolean {
  return Object.values(statuses ?? {}).some((all) => all.includes(tooManyRequests))
}

/** @param left assertions that failed after the first such answer, and do not count */
export function notMeasured(count: number, left: number): PreflightError {
  const requests = count === 1 ? '1 request' : `${count} requests`
  const failed = left === 0 ? '' : `, and ${left} failed assertions after the first do not count`
  return inconclusive(
    `a rate limit answered ${requests} with 429, so they were not measured${failed}: ` +
      'lift the limit for the trial with "rateLimits.lifted", ' +
      'or say "all" in "rateLimits.login.scope"',
  )
}

/** The errors that a rate limit cannot have caused. */
export function errorsThatCount<E>(
  errors: readonly E[],
  errorsBefore: number | undefined,
  isAssertion: (error: E) => boolean,
): E[] {
  if (errorsBefore === undefined) return [...errors]
  return errors.filter((error, index) => index < errorsBefore || !isAssertion(error))
}
