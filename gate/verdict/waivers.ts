/**
 * Waivers: failures that somebody accepted until a date, with a reason and an owner. The check of a
 * waived claim still runs and is reported; it only does not affect the verdict. A waiver with any
 * problem waives nothing, so a mistake in the file can never hide a failure.
 */
import * as z from 'zod'
import { plural } from '#gate/plural.ts'
import {
  type ClaimRecord,
  type ClaimVerdictName,
  isSelective,
  type RunRecord,
  type Waiver,
} from './record.ts'

/** What somebody has to know of a waiver. It never changes the verdict by itself. */
export interface WaiverFinding {
  claim: string
  kind: 'expired' | 'expiring' | 'malformed' | 'unneeded' | 'unmatched'
  message: string
}

/** What a waiver applies to: a claim and its verdict. */
interface Outcome {
  record: Pick<ClaimRecord, 'id'>
  outcome: { verdict: ClaimVerdictName }
}

type WaivedRun = Pick<RunRecord, 'waivers' | 'freshness'> & {
  target: Pick<RunRecord['target'], 'name' | 'configSha256' | 'images'>
  options: Pick<RunRecord['options'], 'only' | 'levels' | 'guide' | 'at' | 'environment'>
}

/** A waiver that has at most so many days left is said, so that nobody is surprised by its end. */
const noticeDays = 14
const dayMs = 24 * 60 * 60 * 1000

/** The effects and the problems of the waivers of a run. */
export interface AppliedWaivers {
  /** Ids of the waived claims. */
  waived: ReadonlySet<string>
  /** The waivers that waive them. */
  inForce: Waiver[]
  findings: WaiverFinding[]
  /** Waivers of other targets and environments, or of claims outside `--only`: ignored. */
  outside: Waiver[]
}

/**
 * Applies the waivers of a run to the outcomes of its claims. A waiver covers the verdicts fail,
 * inconclusive and unverified, up to and including its last day in UTC.
 */
export function applyWaivers(run: WaivedRun, outcomes: readonly Outcome[]): AppliedWaivers {
  const verdicts = new Map<string, ClaimVerdictName>(
    outcomes.map(({ record, outcome }) => [record.id, outcome.verdict]),
  )
  // What is only known from earlier runs can be waived as what was not measured.
  for (const { claim } of run.freshness?.stale ?? []) verdicts.set(claim, 'unverified')
  const applied = {
    waived: new Set<string>(),
    inForce: [] as Waiver[],
    findings: [] as WaiverFinding[],
    outside: [] as Waiver[],
  }
  for (const waiver of run.waivers) {
    const effect = effectOf(waiver, run, verdicts.get(waiver.claim))
    if (effect === 'waives') {
      applied.waived.add(waiver.claim)
      applied.inForce.push(waiver)
      applied.findings.push(...expiring(waiver, run.options.at))
    } else if (effect === 'outside') applied.outside.push(waiver)
    else applied.findings.push({ claim: waiver.claim, ...effect })
  }
  return applied
}

type Effect = 'waives' | 'outside' | Omit<WaiverFinding, 'claim'>

function effectOf(waiver: Waiver, run: WaivedRun, verdict: ClaimVerdictName | undefined): Effect {
  const { claim, expires, owner, problem } = waiver
  if (problem !== undefined) return { kind: 'malformed', message: problem }
  if (isElsewhere(waiver, run)) return 'outside'
  if (!isInForce(expires, run.options.at)) {
    const message = `expired on ${expires} (UTC), judged as of ${run.options.at}; ask ${owner}`
    return { kind: 'expired', message }
  }
  if (verdict === undefined) {
    if (isSelective(run)) return 'outside'
    return {
      kind: 'unmatched',
      message: `this run has no claim ${claim}: the waiver has no effect`,
    }
  }
  if (verdict === 'pass')
    return { kind: 'unneeded', message: 'the claim passes: remove the waiver' }
  if (verdict === 'not-applicable') {
    const message = 'the target config says that the claim does not apply: remove the waiver'
    return { kind: 'unneeded', message }
  }
  return judgesBuild(waiver, run) ? 'waives' : { kind: 'unmatched', message: otherBuild(waiver) }
}

/** Whether it is for another target, or for an environment that this run is not about. */
function isElsewhere({ target, environment }: Waiver, run: WaivedRun): boolean {
  const isOther = target !== undefined && target !== run.target.name
  return isOther || (environment !== undefined && environment !== run.options.environment)
}

/** Whether the run judged the build that a waiver is bound to, if it is bound to one. */
function judgesBuild({ digest }: Waiver, { target }: WaivedRun): boolean {
  if (digest === undefined) return true
  const judged = [target.configSha256, ...(target.images ?? [])]
  return judged.some((known) => known !== undefined && bare(known) === bare(digest))
}

function bare(digest: string): string {
  return digest.replace(/^.*sha256:/, '').toLowerCase()
}

function otherBuild({ digest, owner }: Waiver): string {
  return `it waives ${digest}, which is neither the image nor the config of this run; ask ${owner}`
}

function expiring({ claim, expires, owner }: Waiver, at: string): WaiverFinding[] {
  const daysLeft = Math.round((Date.parse(expires) - Date.parse(at)) / dayMs)
  if (daysLeft > noticeDays) return []
  const when = daysLeft === 0 ? 'today' : `in ${plural(daysLeft, 'day')}`
  return [
    { claim, kind: 'expiring', message: `expires ${when}, on ${expires} (UTC); ask ${owner}` },
  ]
}

const day = z.iso.date()

/** Dates compare as text. With an invalid date, nothing is in force. */
function isInForce(expires: string, at: string): boolean {
  return day.safeParse(expires).success && day.safeParse(at).success && at <= expires
}
