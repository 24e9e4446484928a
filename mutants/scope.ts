/** Which mutants are run, and which claims each is tried on. */
import { didYouMean } from '#gate/did-you-mean.ts'
import { PreflightError } from '#gate/errors.ts'
import { nameMatcher } from '#gate/name-pattern.ts'
import { isMeasured as isMeasuredFile } from '#gate/run/declared-checks.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { type Claim, type ClaimId, claims, type Section } from '#guide/index.ts'
import { expectedFailures } from './judge.ts'
import { isHarmless, isInstrumental, type Mutant } from './mutant.ts'

/**
 * How much each mutant is tried on. `cover`: its kills alone, as CI does; `quick`: these and two
 * looks at the whole of a deployment; `sections`: whatever has a check in the sections of its
 * kills, and the sentinels; `full`: whatever has a check.
 */
export type Breadth = 'cover' | 'quick' | 'sections' | 'full'

/** What was said of a claim's checks: the files that hold them. */
export type CheckedClaims = ReadonlyMap<string, readonly string[]>

/** Where correct backends differ most: what a harmless variant is tried on, unless it says else. */
export const harmlessSections: readonly Section[] = [
  'configuration',
  'http',
  'observability',
  'container',
]

/** The claims that must notice a mutant: those that fail, or that an instrument's defect blinds. */
export function noticing(mutant: Mutant): readonly ClaimId[] {
  return isInstrumental(mutant) ? (mutant.blinds ?? []) : mutant.kills
}

/** Whether a word of `--only` stands for a mutant, or for a claim or section that it kills. */
function means(word: string, mutant: Mutant): boolean {
  const matches = nameMatcher(word)
  const killed = [...noticing(mutant), ...(mutant.alsoKills ?? [])]
  return (
    matches(mutant.id) ||
    killed.some((claim) => matches(claim) || matches(claim.split('.')[0] ?? claim))
  )
}

/**
 * The mutants that `--only` selects, in the order of the list; all where it is empty.
 * @param only ids of mutants, ids or sections of claims (the mutants that kill them), and patterns
 *   of them such as `pool.*`
 * @throws PreflightError PREFLIGHT_E_USAGE naming what is none of these, or kills nothing
 */
export function selectMutants(all: readonly Mutant[], only: readonly string[]): Mutant[] {
  if (only.length === 0) return [...all]
  const names = [
    ...all.map(({ id }) => id),
    ...claims.flatMap(({ id, section }) => [id as string, section]),
  ]
  for (const word of only) {
    if (all.some((mutant) => means(word, mutant))) continue
    const known = names.includes(word)
    const close = known ? undefined : didYouMean(word, names)
    throw new PreflightError(
      'PREFLIGHT_E_USAGE',
      known
        ? `--only: no mutant kills "${word}" yet`
        : `--only: no mutant, claim or section is called "${word}"`,
      { hint: close ?? 'see: preflight list --json' },
    )
  }
  return all.filter((mutant) => only.some((word) => means(word, mutant)))
}

/** Claims that only docker can try; each takes an image, most of them a whole composition. */
const needy: ReadonlySet<string> = new Set(
  claims.filter(({ needs }) => needs !== undefined).map(({ id }) => id),
)

/** The claims with a check that an engine can try. */
export function triedOn(engine: EngineName, checked: CheckedClaims): CheckedClaims {
  if (engine === 'docker') return checked
  return new Map([...checked].filter(([id]) => !needy.has(id)))
}

/** Whether a mutant, or something that must notice it, needs docker. */
export function needsDocker(mutant: Mutant): boolean {
  return mutant.needs !== undefined || noticing(mutant).some((id) => needy.has(id))
}

function isMeasured(claim: ClaimId, checked: CheckedClaims): boolean {
  return checked.get(claim)?.some(isMeasuredFile) === true
}

/**
 * The claims that a mutant is tried on. A harmless variant is tried on whole sections in any case:
 * that nothing fails is all that it shows.
 * @param checked the claims that have a check
 */
export function scopeOf(
  mutant: Mutant,
  checked: CheckedClaims,
  breadth: Breadth,
): Claim<ClaimId>[] {
  const harmless = isHarmless(mutant)
  const expected: readonly ClaimId[] = noticing(mutant)
  const killed = expected.map((claim) => claim.split('.')[0])
  const concerned = new Set<string | undefined>(
    harmless ? (mutant.triedOn ?? harmlessSections) : killed,
  )
  // What measures sends requests of every kind anyway, and its mutants run one by one.
  const measured = expected.some((id) => isMeasured(id, checked))
  return claims.filter(({ id, section, sentinel, costly = false, needs }) => {
    if (!checked.has(id)) return false
    if (breadth === 'full' || mutant.kills.includes(id)) return true
    if (costly || needs !== undefined) return false
    if (breadth === 'cover' && !harmless) return expected.includes(id)
    if (breadth === 'quick' && !harmless) {
      return expected.includes(id) || (!measured && sentinel === 'always')
    }
    return concerned.has(section) || concerned.has(id) || sentinel !== undefined
  })
}

/** Whether a claim's check times what it sees: whatever else the machine does is timed as well. */
export function isTimed({ id, timed }: Claim<ClaimId>, checked: CheckedClaims): boolean {
  return timed === true || isMeasured(id, checked)
}

/** Whether a mutant's checks time what they see: beside another mutant they would time that too. */
export function runsAlone(mutant: Mutant, checked: CheckedClaims, breadth: Breadth): boolean {
  return scopeOf(mutant, checked, breadth).some((claim) => isTimed(claim, checked))
}

/** The claims that any of the mutants is tried on: what the control has to pass. */
export function scopeOfAll(
  mutants: readonly Mutant[],
  checked: CheckedClaims,
  breadth: Breadth,
): Claim<ClaimId>[] {
  const wanted = new Set(
    mutants.flatMap((mutant) => {
      const scope = scopeOf(mutant, checked, breadth).map(({ id }) => id)
      return [...scope, ...expectedFailures(mutant, scope)]
    }),
  )
  return claims.filter(({ id }) => wanted.has(id) && checked.has(id))
}
