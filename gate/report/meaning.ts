/** The overall verdict in words. */

import { plural } from '#gate/plural.ts'
import { isSelective, type RunRecord } from '#gate/verdict/record.ts'
import {
  type Counts,
  isBinding,
  type JudgedClaim,
  type Judgement,
  weigh,
} from '#gate/verdict/verdict.ts'

/** The verdict in one sentence, for the person who decides on the release. */
export function meaningOf(run: RunRecord, judgement: Judgement): string {
  const weights = judgement.claims.map((claim) => weigh(claim, run.options))
  const weighing = (weight: string) => weights.filter((each) => each === weight).length
  const noun = nounOf(run)
  if (judgement.verdict === 'NO-GO') {
    return `${plural(weighing('NO-GO'), noun)} failed. Do not release.`
  }
  if (judgement.verdict === 'GO') return goOf(noun, run, judgement)
  const doubts = doubtsOf(run, judgement)
  const open = weighing('INCONCLUSIVE')
  if (open > 0) doubts.push(`${plural(open, noun)} could not be measured`)
  const why = doubts.join(', and ')
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}. This is not an approval to release.`
}

function nounOf(run: RunRecord): string {
  return `${isSelective(run) ? 'selected ' : ''}${run.options.strict ? '' : 'required '}claim`
}

function goOf(noun: string, run: RunRecord, { claims }: Judgement): string {
  const binds = (claim: JudgedClaim) => isBinding(claim.record, run.options)
  const lifted = claims.filter((claim) => claim.waived && binds(claim)).length
  const warnings = claims.filter(
    (claim) => claim.outcome.verdict === 'fail' && !binds(claim) && !claim.waived,
  ).length
  const but = lifted > 0 ? `, except for ${lifted} waived` : ''
  const also = warnings > 0 ? ` ${plural(warnings, 'non-blocking claim')} failed.` : ''
  const days = run.freshness?.maxAgeDays
  const rest =
    days === undefined ? '' : ` The others passed within the last ${plural(days, 'day')}.`
  return `Every ${noun} that applies was measured and holds${but}.${rest}${also}`
}

/** Why the run as a whole cannot be trusted. */
function doubtsOf(run: RunRecord, { counts, own, stale }: Judgement): string[] {
  const all = (name: 'measured' | 'pass' | 'fail') => counts[name] + (own?.[name] ?? 0)
  const doubts: string[] = []
  if (run.state === 'interrupted') doubts.push('the run was interrupted')
  if (run.state === 'running') doubts.push('the run did not finish')
  const itself = run.state === 'concluded' && run.troubles.length > 0
  if (itself) doubts.push('the run itself had problems')
  if (stale.length > 0) doubts.push(staleText(stale.length, run.freshness?.maxAgeDays ?? 0))
  if (all('measured') === 0) doubts.push('nothing was measured')
  else if (all('pass') === 0) doubts.push(allFailed(all('fail')))
  return doubts
}

function staleText(count: number, maxAgeDays: number): string {
  const within = `the last ${plural(maxAgeDays, 'day')}`
  return `${plural(count, 'claim')} outside of the selection did not pass within ${within}`
}

/** Failures that do not block, where nothing else was measured. */
function allFailed(count: number): string {
  return count === 1
    ? 'the only claim that was measured failed (it does not block a release by itself)'
    : `all ${count} claims that were measured failed (none blocks a release by itself)`
}

const steps = ['declared', 'collected', 'run', 'measured'] as const

function stepsOf(counts: Counts): string {
  return steps.map((step) => `${step} ${counts[step]}`).join(', ')
}

/** The same of the team's own claims; empty if it has none. */
export function ownCountsOf({ own }: Judgement): string {
  return own ? `own claims: ${stepsOf(own)}` : ''
}

/**
 * The four counts that must agree for a full answer: `declared 16, collected 16, …`; a team's own
 * claims apart.
 */
export function countsOf(run: RunRecord, judgement: Judgement): string {
  const all = stepsOf(judgement.counts)
  const ofGuide = isSelective(run) ? `${all} of the selected claims` : all
  return judgement.own ? `${ofGuide}; ${ownCountsOf(judgement)}` : ofGuide
}
