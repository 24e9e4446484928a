/**
 * The judge: pure functions from a record to verdicts. No other place derives a verdict.
 *
 * A claim passes only on evidence: `pass` needs a {@link Measured}, and only {@link measure} makes
 * one, from counts that reach the floors that the check declared. The algebra follows Jepsen's
 * checkers (false < unknown < true): the worst check decides a claim, and a check that could not
 * measure anything never counts as passed.
 */
import type {
  CheckRecord,
  ClaimRecord,
  ClaimVerdictName,
  Failure,
  OverallVerdict,
  RunRecord,
  StaleClaim,
} from './record.ts'
import { applyWaivers, type WaiverFinding } from './waivers.ts'

const proof: unique symbol = Symbol('measured')

/** Proof that a check observed at least its declared floors. */
export interface Measured {
  readonly [proof]: true
  readonly observations: Readonly<Record<string, number>>
  readonly floors: Readonly<Record<string, number>>
}

/** What was missing: `too few observations (refusal: 3 of 30)`. */
export interface Shortfall {
  readonly missing: string
}

export type CheckVerdict =
  | { verdict: 'pass'; evidence: Measured }
  | { verdict: 'fail'; evidence: Measured; failures: Failure[] }
  | { verdict: 'inconclusive'; reason: string; failures: Failure[] }
  | { verdict: 'unverified'; reason: string }

export type ClaimVerdict =
  | CheckVerdict
  | { verdict: 'not-applicable'; reason: string }
  /** The config itself says that the target lacks what the claim demands. */
  | { verdict: 'fail'; declared: true; failures: Failure[] }

/** Compares the counts of observations with the floors; a check without a floor falls short too. */
export function measure(
  record: Pick<CheckRecord, 'observations' | 'floors'>,
): Measured | Shortfall {
  const floors = Object.entries(record.floors)
  if (floors.length === 0) return { missing: 'the check declared no floor' }
  const counts = new Map(Object.entries(record.observations))
  const short = floors
    .filter(([kind, min]) => min < 1 || (counts.get(kind) ?? 0) < min)
    .map(([kind, min]) => `${kind}: ${counts.get(kind) ?? 0} of ${min}`)
  if (short.length > 0) return { missing: `too few observations (${short.join(', ')})` }
  return { [proof]: true, observations: record.observations, floors: record.floors }
}

/** The verdict of one check, from its record. */
export function judgeCheck(record: CheckRecord): CheckVerdict {
  const { failures, troubles } = record
  const evidence = record.ran ? measure(record) : { missing: '' }
  const measured = 'missing' in evidence ? undefined : evidence
  // A measured failure stays one, whatever else went wrong.
  if (measured && failures.length > 0) return { verdict: 'fail', evidence: measured, failures }
  const lacking = troubles.find((trouble) => trouble.code === 'PREFLIGHT_E_UNVERIFIED')
  if (lacking) return { verdict: 'unverified', reason: lacking.message }
  if (!record.ran) {
    return {
      verdict: 'inconclusive',
      reason: troubles[0]?.message ?? 'the check did not run',
      failures,
    }
  }
  if ('missing' in evidence) {
    // If a check was stopped before it declared a floor, that is not worth a second reason.
    const stopped = troubles[0] && Object.keys(record.floors).length === 0
    const reasons = [troubles[0]?.message, stopped ? undefined : evidence.missing]
    return { verdict: 'inconclusive', reason: reasons.filter(Boolean).join('; '), failures }
  }
  const trouble = troubles[0]
  if (trouble) return { verdict: 'inconclusive', reason: trouble.message, failures }
  return { verdict: 'pass', evidence }
}

/** From best to worst, for a claim that several checks decide. */
const severity: Record<CheckVerdict['verdict'], number> = {
  pass: 0,
  unverified: 1,
  inconclusive: 2,
  fail: 3,
}

/**
 * The verdict of a claim: its worst check. A claim without any check is unverified. What no check
 * could look at fails if the config says that the target lacks it; what was measured stands.
 */
export function judgeClaim(claim: ClaimRecord): ClaimVerdict {
  const measured = judgeChecks(claim)
  const { lacks } = claim
  if (!lacks || measured.verdict !== 'unverified') return measured
  const message = `the target's config says that it lacks: ${lacks.feature}`
  const failure = { message, expected: lacks.feature, observed: lacks.instead }
  return { verdict: 'fail', declared: true, failures: [failure] }
}

function judgeChecks(claim: ClaimRecord): ClaimVerdict {
  if (claim.notApplicable !== undefined) {
    return { verdict: 'not-applicable', reason: claim.notApplicable }
  }
  if (claim.withheld !== undefined) return { verdict: 'unverified', reason: claim.withheld }
  const [first, ...rest] = claim.checks.map(judgeCheck)
  if (!first) return { verdict: 'unverified', reason: 'no check exists for this claim yet' }
  return rest.reduce(
    (worst, next) => (severity[next.verdict] > severity[worst.verdict] ? next : worst),
    first,
  )
}

export interface JudgedClaim {
  record: ClaimRecord
  outcome: ClaimVerdict
  waived: boolean
  seconds: number
}

export interface Counts {
  declared: number
  collected: number
  run: number
  measured: number
  pass: number
  fail: number
  inconclusive: number
  unverified: number
  notApplicable: number
  waived: number
}

export interface Judgement {
  verdict: OverallVerdict
  /** Of the guide's claims. */
  counts: Counts
  /** Of the claims that the target's team has added; absent if there are none. */
  own?: Counts
  claims: JudgedClaim[]
  waiverFindings: WaiverFinding[]
  /** What `--fresh` found, of what binds and is not waived. */
  stale: StaleClaim[]
}

type Binding = Pick<RunRecord['options'], 'strict' | 'at'>

/** Whether a claim can block a release: a must from its first day on; with `--strict`, any. */
export function isBinding(
  { level, effectiveOn }: Pick<ClaimRecord, 'level' | 'effectiveOn'>,
  { strict, at }: Binding,
): boolean {
  const isEffective = effectiveOn === undefined || effectiveOn <= at
  return isEffective && (level === 'must' || strict)
}

/** The effect of one claim on the overall verdict: none if it passed or is waived. */
export function weigh(claim: JudgedClaim, options: Binding): OverallVerdict {
  const { outcome, record, waived } = claim
  if (!isBinding(record, options) || waived) return 'GO'
  if (outcome.verdict === 'fail') return 'NO-GO'
  return outcome.verdict === 'inconclusive' || outcome.verdict === 'unverified'
    ? 'INCONCLUSIVE'
    : 'GO'
}

function countClaims(claims: JudgedClaim[]): Counts {
  const having = (test: (claim: JudgedClaim) => boolean) => claims.filter(test).length
  const verdict = (name: ClaimVerdictName) => having((claim) => claim.outcome.verdict === name)
  return {
    declared: claims.length,
    collected: having(({ record }) => record.checks.length > 0),
    run: having(({ record }) => record.checks.some((check) => check.ran)),
    measured: having(({ outcome }) => 'evidence' in outcome),
    pass: verdict('pass'),
    fail: verdict('fail'),
    inconclusive: verdict('inconclusive'),
    unverified: verdict('unverified'),
    notApplicable: verdict('not-applicable'),
    waived: having((claim) => claim.waived),
  }
}

/**
 * Judges a whole run: NO-GO when a binding claim failed, INCONCLUSIVE when one could not be
 * measured (or nothing at all was shown to hold, or `--fresh` found one that no recent run shows
 * to hold), else GO. Musts bind; with `--strict` all do.
 */
export function judge(run: RunRecord): Judgement {
  const outcomes = run.claims.map((record) => ({ record, outcome: judgeClaim(record) }))
  const { waived, findings } = applyWaivers(run, outcomes)
  const claims = outcomes.map(({ record, outcome }) => ({
    record,
    outcome,
    waived: waived.has(record.id),
    seconds: record.checks.reduce((sum, check) => sum + check.seconds, 0),
  }))
  const [own = [], ofGuide = []] = [true, false].map((isOwn) =>
    claims.filter(({ record }) => (record.own !== undefined) === isOwn),
  )
  const hasPassed = claims.some(({ outcome }) => outcome.verdict === 'pass')
  const weights = claims.map((claim) => weigh(claim, run.options))
  const stale = (run.freshness?.stale ?? []).filter(
    (each) => isBinding(each, run.options) && !waived.has(each.claim),
  )
  const isDoubtful = !hasPassed || run.state !== 'concluded' || run.troubles.length > 0
  if (isDoubtful || stale.length > 0) weights.push('INCONCLUSIVE')
  const verdict = (['NO-GO', 'INCONCLUSIVE'] as const).find((name) => weights.includes(name))
  return {
    verdict: verdict ?? 'GO',
    counts: countClaims(ofGuide),
    ...(own.length === 0 ? {} : { own: countClaims(own) }),
    claims,
    waiverFindings: findings,
    stale,
  }
}

export const exitCodes: Record<OverallVerdict, 0 | 1 | 2> = { GO: 0, 'NO-GO': 1, INCONCLUSIVE: 2 }
