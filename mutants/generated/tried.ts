/** Which claims a generated mutant is tried on, in two stages: it need only fail one. */
import type { EngineName } from '#gate/stack/types.ts'
import { type Claim, type ClaimId, claims } from '#guide/index.ts'
import type { Mutant } from '../mutant.ts'
import { type CheckedClaims, noticing, triedOn } from '../scope.ts'
import type { Concern } from './concerns.ts'

/** The claims that an engine can try a concern on: none where it shows in a container only. */
export function triable(
  { needs }: Concern,
  engine: EngineName,
  checked: CheckedClaims,
): CheckedClaims {
  return engine === 'docker' || needs === undefined ? triedOn(engine, checked) : new Map()
}

/** Claims that a written mutant of the same file kills: likely to notice another one, too. */
function killedIn(file: string, written: readonly Mutant[]): Set<ClaimId> {
  const changing = written.filter(
    ({ edits = [], files = {} }) => edits.some((edit) => edit.file === file) || file in files,
  )
  return new Set(changing.flatMap(noticing))
}

/**
 * The claims that speak of a file, as stages: of those of the second one is tried only if none of
 * the first failed. The first are quick looks at the whole and what written mutants of the file
 * kill, the second the rest of the sections. Loads and costly checks are left out, unless the
 * concern names them or, the costly ones, a written mutant needs them.
 * @param checked the claims that the engine can try
 */
export function stagesOf(
  file: string,
  { tried }: Concern,
  written: readonly Mutant[],
  checked: CheckedClaims,
): Claim<ClaimId>[][] {
  const killed = killedIn(file, written)
  const isProgram = file.startsWith('reference-app/src/')
  const named = (word: string) => (tried as readonly string[]).includes(word)
  const isFirst = ({ id, sentinel }: Claim<ClaimId>) =>
    killed.has(id) || (isProgram && sentinel === 'always')
  const concerned = claims.filter((claim) => {
    const { id, section, costly = false } = claim
    if (!checked.has(id)) return false
    if (named(id)) return true
    if (section === 'load') return false
    return isFirst(claim) || (named(section) && !costly)
  })
  const first = concerned.filter(isFirst)
  const rest = concerned.filter((claim) => !isFirst(claim))
  return [first, rest].filter((stage) => stage.length > 0)
}
