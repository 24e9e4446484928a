/**
 * How a claim stands towards the release. Formats of other tools know neither "inconclusive" nor
 * levels nor waivers: each maps these six to its own words, and none is red on a GO.
 */
import type { RunRecord } from '#gate/verdict/record.ts'
import { isBinding, type JudgedClaim } from '#gate/verdict/verdict.ts'

export type Standing =
  | 'passed'
  /** It blocks the release. */
  | 'failed'
  /** It could not be measured, and so blocks an approval. */
  | 'unmeasured'
  /** It failed or could not be measured, and does not block. */
  | 'warning'
  | 'waived'
  | 'not-applicable'

export function standingOf(claim: JudgedClaim, { options }: RunRecord): Standing {
  const { outcome, record, waived } = claim
  if (outcome.verdict === 'pass') return 'passed'
  if (outcome.verdict === 'not-applicable') return 'not-applicable'
  if (waived) return 'waived'
  if (!isBinding(record, options)) return 'warning'
  return outcome.verdict === 'fail' ? 'failed' : 'unmeasured'
}

/** `must`, or `must from 2027-01-01` while it does not bind yet. */
export function levelText(
  { level, effectiveOn }: JudgedClaim['record'],
  { options }: RunRecord,
): string {
  return effectiveOn === undefined || effectiveOn <= options.at
    ? level
    : `${level} from ${effectiveOn}`
}

/** `since 2026-01-01`, or `from 2027-01-01`: undefined for a claim that always binds. */
export function bindsText(
  { effectiveOn }: JudgedClaim['record'],
  { options }: RunRecord,
): string | undefined {
  if (effectiveOn === undefined) return undefined
  return effectiveOn <= options.at ? `since ${effectiveOn}` : `from ${effectiveOn}`
}
