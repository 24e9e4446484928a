/** Harmless variants that fit into one deployment: it differs in more ways, and none may fail. */
import { type Edit, isHarmless, type Mutant } from './mutant.ts'
import { harmlessSections } from './scope.ts'

/** The text of a file of the deployment, by path relative to the project. */
export type ReadText = (file: string) => string

function filesOf({ edits = [], files = {} }: Mutant): string[] {
  return [...edits.map(({ file }) => file), ...Object.keys(files)]
}

/** The first and the last line of an edit; nothing where its text is not there by itself. */
function linesOf(text: string, { find }: Edit): [number, number] | undefined {
  const start = text.indexOf(find)
  if (start < 0) return undefined
  const line = (end: number) => text.slice(0, end).split('\n').length
  return [line(start), line(start + find.length)]
}

/** Whether two edits of one file leave a line between them. */
function areApart(text: string, one: Edit, other: Edit): boolean {
  const [first, second] = [linesOf(text, one), linesOf(text, other)]
  if (!first || !second) return false
  return first[1] + 1 < second[0] || second[1] + 1 < first[0]
}

/** Whether no change of one variant is near a change of the other. */
function changeApart(one: Mutant, other: Mutant, read: ReadText): boolean {
  const shared = filesOf(other).filter((file) => filesOf(one).includes(file))
  if (shared.some((file) => file in (one.files ?? {}) || file in (other.files ?? {}))) return false
  const near = (edit: Edit) =>
    (other.edits ?? []).some(
      (others) => others.file === edit.file && !areApart(read(edit.file), edit, others),
    )
  return !(one.edits ?? []).some(near)
}

const sectionsOf = ({ triedOn = harmlessSections }: Mutant): readonly string[] => triedOn

/** Whether a variant costs a group no claim more, and changes nothing near its members' changes. */
function fits(variant: Mutant, group: readonly Mutant[], read: ReadText): boolean {
  const tried = group.flatMap(sectionsOf)
  const isTried = (word: string) => tried.includes(word) || tried.includes(word.split('.')[0] ?? '')
  const names = Object.keys(variant.environment ?? {})
  return (
    sectionsOf(variant).every(isTried) &&
    group.every(
      (member) =>
        changeApart(member, variant, read) &&
        !names.some((name) => name in (member.environment ?? {})),
    )
  )
}

function joined(group: readonly Mutant[], number: number): Mutant {
  const [only, second] = group
  if (only !== undefined && second === undefined) return only
  return {
    id: `harmless-together-${number}`,
    section: 'harmless',
    defect: `At once: ${group.map(({ id }) => id).join(', ')}.`,
    kills: [],
    ...(only?.triedOn === undefined ? {} : { triedOn: only.triedOn }),
    edits: group.flatMap(({ edits = [] }) => edits),
    files: Object.assign({}, ...group.map(({ files }) => files)),
    environment: Object.assign({}, ...group.map(({ environment }) => environment)),
  }
}

/**
 * The same list with its harmless variants put together where they fit, each group in the place of
 * its first member. Where a group fails, its members tried alone say which it was.
 */
export function together(all: readonly Mutant[], read: ReadText): Mutant[] {
  const groups: Mutant[][] = []
  for (const variant of all.filter(isHarmless)) {
    const group = groups.find((members) => fits(variant, members, read))
    if (group) group.push(variant)
    else groups.push([variant])
  }
  return all.flatMap((mutant) => {
    if (!isHarmless(mutant)) return [mutant]
    const at = groups.findIndex(([first]) => first === mutant)
    const group = groups[at]
    return group ? [joined(group, at + 1)] : []
  })
}
