/** Harmless variants that fit into one deployment: it differs in more ways, and none may fail. */
import { isHarmless, type Mutant } from './mutant.ts'

function filesOf({ edits = [], files = {} }: Mutant): string[] {
  return [...edits.map(({ file }) => file), ...Object.keys(files)]
}

/** Whether two variants are tried on the same, and neither changes what the other changes. */
function fit(one: Mutant, other: Mutant): boolean {
  const touched = new Set(filesOf(one))
  const variables = Object.keys(one.environment ?? {})
  return (
    String(one.triedOn) === String(other.triedOn) &&
    !filesOf(other).some((file) => touched.has(file)) &&
    !Object.keys(other.environment ?? {}).some((name) => variables.includes(name))
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
 * its first member. Where a group fails, its members tried alone say which it was. Pure.
 */
export function together(all: readonly Mutant[]): Mutant[] {
  const groups: Mutant[][] = []
  for (const variant of all.filter(isHarmless)) {
    const group = groups.find((members) => members.every((member) => fit(member, variant)))
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
