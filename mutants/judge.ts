/** Compares what a mutant was to do with what the run of it showed. Pure. */
import type { ClaimId } from '#guide/index.ts'
import { isHarmless, isInstrumental, type Mutant } from './mutant.ts'

export const mutantResults = ['killed', 'survived', 'collateral', 'error', 'benign-ok'] as const
export type MutantResult = (typeof mutantResults)[number]

/** What a run says of one claim. */
export interface ClaimOutcome {
  id: string
  verdict: 'pass' | 'fail' | 'inconclusive' | 'unverified' | 'not-applicable'
  /** What failed, or why it could not be measured. */
  reasons: readonly string[]
  /** Codes of the errors that kept its checks from measuring. */
  codes?: readonly string[]
}

export interface MutantVerdict {
  failed: string[]
  result: MutantResult
  /** Why it is not as declared; absent where it is. */
  reason?: string
  /** Where nothing is wrong but that expected failures were not measured: those, and why. */
  unmeasured?: { claim: string; reason: string }[]
}

/** The claims that must fail among those that are tried. */
export function expectedFailures(mutant: Mutant, tried: readonly string[]): ClaimId[] {
  return [...mutant.kills, ...(mutant.alsoKills ?? []).filter((claim) => tried.includes(claim))]
}

/** The first line of why a claim is not as it should be. */
export function explain({ id, verdict, reasons }: ClaimOutcome): string {
  const [reason] = reasons
  return `${id} ${verdict}${reason === undefined ? '' : ` (${reason.split('\n')[0]})`}`
}

/** Words of the mutant that no failure names. */
function unnamed({ naming = [] }: Mutant, failures: readonly ClaimOutcome[]): string[] {
  const text = failures.flatMap(({ reasons }) => reasons).join('\n')
  return naming.filter((word) => !text.includes(word))
}

/** Why expected failures are missing. */
function lacking(missing: readonly string[], outcomes: readonly ClaimOutcome[]) {
  const seen = missing.map((id) => outcomes.find((outcome) => outcome.id === id))
  const reasons = missing.map((id, index) => {
    const outcome = seen[index]
    return outcome ? explain(outcome) : `${id} was not tried`
  })
  const unmeasured = seen.flatMap((outcome) =>
    outcome?.verdict === 'inconclusive'
      ? [{ claim: outcome.id, reason: outcome.reasons[0] ?? '' }]
      : [],
  )
  return {
    reason: reasons.join('; '),
    ...(unmeasured.length === missing.length ? { unmeasured } : {}),
  }
}

/**
 * The result of a mutant: killed only where exactly the declared claims failed, every word that a
 * failure had to name was named, and whatever else was tried passed or was declared to be blind.
 */
export function judgeMutant(mutant: Mutant, outcomes: readonly ClaimOutcome[]): MutantVerdict {
  const expected = new Set<string>(
    expectedFailures(
      mutant,
      outcomes.map(({ id }) => id),
    ),
  )
  const blind = new Set<string>(mutant.blinds)
  const failures = outcomes.filter(({ verdict }) => verdict === 'fail')
  const failed = failures.map(({ id }) => id)
  const missing = [...expected].filter((id) => !failed.includes(id))
  if (missing.length > 0) return { failed, result: 'survived', ...lacking(missing, outcomes) }
  const unheard = unnamed(mutant, failures)
  if (unheard.length > 0) {
    return { failed, result: 'survived', reason: `no failure names ${unheard.join(', ')}` }
  }
  const seeing = outcomes.filter(({ id, verdict }) => blind.has(id) && verdict === 'pass')
  if (isInstrumental(mutant) && seeing.length > 0) {
    return { failed, result: 'survived', reason: seeing.map(explain).join('; ') }
  }
  const strays = outcomes.filter(
    ({ id, verdict }) =>
      !expected.has(id) && verdict !== 'pass' && !(blind.has(id) && verdict !== 'fail'),
  )
  if (strays.length > 0) {
    return { failed, result: 'collateral', reason: strays.map(explain).join('; ') }
  }
  return { failed, result: isHarmless(mutant) ? 'benign-ok' : 'killed' }
}

/** Whether a result is the declared one. */
export function isAsDeclared(result: MutantResult): boolean {
  return result === 'killed' || result === 'benign-ok'
}
