/** Whether a run verifies an item of the guide. */
import type { GuideItemRecord } from '#gate/verdict/guide-record.ts'
import type { JudgedClaim } from '#gate/verdict/verdict.ts'

/** In the order of the figure: what needs a reader comes before what does not. */
export const itemStates = [
  'verified',
  'failing',
  'unverified',
  'unmapped',
  'exempt',
  'no-claim',
] as const
export type ItemState = (typeof itemStates)[number]

/** States differ by sign and word, not only by colour. */
export const stateLooks: Record<ItemState, { sign: string; word: string }> = {
  verified: { sign: '✓', word: 'verified' },
  failing: { sign: '✕', word: 'failing' },
  unverified: { sign: '○', word: 'unverified' },
  unmapped: { sign: '·', word: 'unmapped' },
  exempt: { sign: '–', word: 'not applicable' },
  'no-claim': { sign: '–', word: 'needs no claim' },
}

/** The claims of a run by id. */
export type Claims = ReadonlyMap<string, JudgedClaim>

/**
 * The state of an item: `failing` if one of its claims failed, waived or not; `unverified` if one
 * could not be measured or was not in the run.
 */
export function stateOf({ claims: ids, status }: GuideItemRecord, claims: Claims): ItemState {
  if (status === 'unmapped' || status === 'unconfirmed') return 'unmapped'
  if (status === 'no-claim' || ids.length === 0) return 'no-claim'
  const verdicts = ids.map((id) => claims.get(id)?.outcome.verdict ?? 'unverified')
  if (verdicts.includes('fail')) return 'failing'
  if (verdicts.includes('inconclusive') || verdicts.includes('unverified')) return 'unverified'
  return verdicts.includes('pass') ? 'verified' : 'exempt'
}
