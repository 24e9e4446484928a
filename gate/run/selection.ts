/** Which claims a run covers. */
import { didYouMean } from '#gate/did-you-mean.ts'
import { PreflightError } from '#gate/errors.ts'
import { nameMatcher } from '#gate/name-pattern.ts'
import type { AnyClaim, Level } from '#guide/claim.ts'
import { claims } from '#guide/index.ts'

function nothing(message: string, hint: string): PreflightError {
  return new PreflightError('PREFLIGHT_E_USAGE', message, { hint })
}

/** The claims that one word of `--only` selects. */
function selectedBy(word: string, known: readonly AnyClaim[]): AnyClaim[] {
  const matches = nameMatcher(word)
  const selected = known.filter(({ id, section }) => matches(id) || matches(section))
  if (selected.length > 0) return selected
  const names = known.flatMap(({ id, section }) => [id, section])
  throw nothing(
    `--only: unknown claim or section "${word}"`,
    didYouMean(word, names) ?? 'see: preflight list',
  )
}

/**
 * The claims that `--only` and `--level` select, in the guide's order and then those of the team;
 * all if both are empty.
 * @param only ids, sections, and patterns of them such as `pool.*`
 * @param levels of the claims
 * @param own claims of the team
 * @throws PreflightError PREFLIGHT_E_USAGE naming the word that selects nothing
 */
export function selectClaims(
  only: readonly string[],
  levels: readonly Level[] = [],
  own: readonly AnyClaim[] = [],
): AnyClaim[] {
  const known: readonly AnyClaim[] = [...claims, ...own]
  const named = new Set(only.flatMap((word) => selectedBy(word, known)))
  const selected = known.filter(
    (claim) =>
      (only.length === 0 || named.has(claim)) &&
      (levels.length === 0 || levels.includes(claim.level)),
  )
  if (selected.length > 0) return selected
  throw nothing(
    `--level: none of the claims that --only selects has the level ${levels.join(' or ')}`,
    'see: preflight list',
  )
}
