/** The facts about each claim that did not pass: the source of all report formats. */
import type { Failure, RunRecord, Waiver } from '#gate/verdict/record.ts'
import { type JudgedClaim, type Judgement, weigh } from '#gate/verdict/verdict.ts'
import { applyWaivers } from '#gate/verdict/waivers.ts'
import { explainClaim, replayClaim } from './replay.ts'
import { levelText } from './standing.ts'

export interface Finding {
  claim: JudgedClaim
  /** `must`, or `must from 2027-01-01` while it does not bind yet. */
  level: string
  /** Whether it blocks the release. */
  blocking: boolean
  /** The waiver in force for it, if any. */
  waiver: Waiver | undefined
  /** Why, in one sentence; for a failed claim, see `failures`. */
  reason: string | undefined
  failures: Failure[]
  /** What to do so that the check can run. */
  hints: string[]
  /** Files of observations, relative to the run's folder. */
  evidence: string[]
  /** Pictures that the checks left, relative to the run's folder. */
  pictures: string[]
  explain: string
  replay: string
}

const worst = ['fail', 'inconclusive', 'unverified'] as const
const levels = ['must', 'should', 'beyond'] as const

/** Every claim that did not pass, worst first: blocking ones, then failures, then the others. */
export function findingsOf(run: RunRecord, judgement: Judgement): Finding[] {
  const bad: readonly string[] = worst
  const { inForce } = applyWaivers(run, judgement.claims)
  const waivers = new Map(inForce.map((waiver) => [waiver.claim, waiver]))
  return judgement.claims
    .filter(({ outcome }) => bad.includes(outcome.verdict))
    .map((claim) => findingOf(run, claim, waivers.get(claim.record.id)))
    .sort(
      (a, b) =>
        Number(b.blocking) - Number(a.blocking) ||
        Number(a.claim.waived) - Number(b.claim.waived) ||
        bad.indexOf(a.claim.outcome.verdict) - bad.indexOf(b.claim.outcome.verdict) ||
        levels.indexOf(a.claim.record.level) - levels.indexOf(b.claim.record.level),
    )
}

function findingOf(run: RunRecord, claim: JudgedClaim, waiver: Waiver | undefined): Finding {
  const { outcome, record } = claim
  const declared = 'declared' in outcome
  // A hint belongs to a reason, and a claim that failed has none. Where the config says that there
  // is nothing to look at, to complete it would not help.
  const isHinted = 'reason' in outcome && !declared
  const troubles = isHinted ? record.checks.flatMap((check) => check.troubles) : []
  const hints = troubles.flatMap(({ hint }) => hint ?? [])
  return {
    claim,
    level: levelText(record, run),
    blocking: weigh(claim, run.options) !== 'GO',
    waiver,
    reason: 'reason' in outcome ? outcome.reason : undefined,
    failures: declared ? outcome.failures : record.checks.flatMap(({ failures }) => failures),
    hints: [...new Set(hints)],
    evidence: evidenceOf(claim),
    pictures: picturesOf(claim),
    explain: explainClaim(run, record.id),
    replay: replayClaim(run, record.id),
  }
}

/** Files of a claim's observations, relative to the run's folder. */
export function evidenceOf({ record }: JudgedClaim): string[] {
  return record.checks.flatMap(({ evidence }) => evidence?.file ?? [])
}

/** Pictures of a claim's observations, relative to the run's folder. */
export function picturesOf({ record }: JudgedClaim): string[] {
  return record.checks
    .flatMap(({ evidence }) => evidence?.attachments ?? [])
    .map(({ file }) => file)
    .filter((file) => file.endsWith('.svg'))
}

/** The claims of each section, in the order of the run. */
export function bySection(claims: readonly JudgedClaim[]): [string, JudgedClaim[]][] {
  return [...Map.groupBy(claims, ({ record }) => record.section)]
}

/**
 * Whether a finding is shown in full. Unverified claims without a failure are listed by reason, as
 * one reason often applies to many.
 */
export function isFull({ claim, failures }: Finding): boolean {
  return claim.outcome.verdict !== 'unverified' || failures.length > 0
}

/** Findings by reason. */
export function byReason(findings: readonly Finding[]): [string, Finding[]][] {
  return [...Map.groupBy(findings, ({ reason }) => reason ?? '')]
}
