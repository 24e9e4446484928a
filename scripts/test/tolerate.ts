/**
 * Which claims may be inconclusive in a test run of our own: those about times under load, where
 * the machine was too busy for the generator. Nothing else, for no other reason.
 */
export interface Troubled {
  claim: string
  troubles: readonly { message: string }[]
}

/** What `doubtsOf` and `judgeRow` say of a generator or a machine in trouble. */
const reasons = [
  'the generator lagged',
  'the generator started',
  'the machine had no free CPU',
  'other guests of the host used',
  'other processes used',
]
const starved = new RegExp(`^(before the spike: )?(${reasons.join('|')})`)

/** Why a claim may stay inconclusive; undefined where it may not. */
export function excuseFor(
  claim: { id: string; verdict: string },
  checks: readonly Troubled[],
): string | undefined {
  if (claim.verdict !== 'inconclusive' || !claim.id.startsWith('load.')) return undefined
  const messages = checks
    .filter((check) => check.claim === claim.id)
    .flatMap(({ troubles }) => troubles.map(({ message }) => message))
  return messages.length > 0 && messages.every((message) => starved.test(message))
    ? messages.join('; ')
    : undefined
}

/** Why a mutant may stay unjudged: what it was to fail is of load, and was not measured. */
export function excuseForMutant(
  unmeasured: readonly { claim: string; reason: string }[] = [],
): string | undefined {
  const excusable = ({ claim, reason }: { claim: string; reason: string }) =>
    claim.startsWith('load.') && starved.test(reason)
  return unmeasured.length > 0 && unmeasured.every(excusable)
    ? unmeasured.map(({ reason }) => reason).join('; ')
    : undefined
}
