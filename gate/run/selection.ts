/** Which claims a run covers. */
import { didYouMean } from '#gate/did-you-mean.ts'
import { PreflightError } from '#gate/errors.ts'
import type { Claim } from '#guide/claim.ts'
import { claims } from '#guide/index.ts'

/**
 * The claims that `--only` selects, in the guide's order; all if it is empty.
 * @param only ids and sections
 * @throws PreflightError PREFLIGHT_E_USAGE naming the word that is neither
 */
export function selectClaims(only: readonly string[]): Claim[] {
  const names: string[] = claims.flatMap(({ id, section }) => [id, section])
  for (const word of only) {
    if (names.includes(word)) continue
    throw new PreflightError('PREFLIGHT_E_USAGE', `--only: unknown claim or section "${word}"`, {
      hint: didYouMean(word, names) ?? 'see: preflight list',
    })
  }
  if (only.length === 0) return [...claims]
  return claims.filter((claim) => only.includes(claim.id) || only.includes(claim.section))
}
