/** Every variable that a target documents. */
import type { AddressVariables } from '#gate/contract/contract.ts'
import type { Target } from '#gate/system/target.ts'

/** A line of an environment file, including one that is commented out as a template. */
const assignment = /^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?([A-Z_][A-Z0-9_]*)=/gm

/** The variable names in an environment file. */
export function namesIn(environmentFile: string): string[] {
  return [...environmentFile.matchAll(assignment)].flatMap(([, name]) => name ?? [])
}

/** The variables of an address. */
export function addressVariables(variables: AddressVariables | undefined): string[] {
  if (variables === undefined) return []
  return typeof variables === 'string' ? [variables] : Object.values(variables)
}

/**
 * The variables of settings, backing services, port and host, knobs, and of the environment file
 * that the target ships; each once, in alphabetical order.
 */
export async function documentedVariables(target: Target): Promise<string[]> {
  const { settings, backing, launch, knobs, manifests } = target.config
  const listening = launch.kind === 'command' ? [launch.port, launch.host ?? []].flat() : []
  const shipped = manifests?.environment ? namesIn((await target.manifest('environment')).text) : []
  return [
    ...new Set([
      ...Object.values(settings ?? {}),
      ...addressVariables(backing?.postgres),
      ...addressVariables(backing?.redis),
      ...listening,
      ...Object.keys(knobs ?? {}),
      ...shipped,
    ]),
  ].sort()
}
