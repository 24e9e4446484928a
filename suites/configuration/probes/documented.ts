/** Every variable that a target documents. */
import { addressEntries } from '#gate/contract/backing.ts'
import type { AddressVariables } from '#gate/contract/contract.ts'
import { composeOwnVariables } from '#gate/kit/deploy/compose/compose-own-variables.ts'
import { oneManifest } from '#gate/kit/deploy/compose/manifest.ts'
import { environmentValues, namesIn } from '#gate/kit/deploy/environment-file.ts'
import { listeningVariables, otherPortVariables } from '#gate/system/listening.ts'
import type { Target } from '#gate/system/target.ts'

/** The variables of an address. */
export function addressVariables(variables: AddressVariables | undefined): string[] {
  return addressEntries(variables).map(([, name]) => name)
}

/** The names in the environment file that the target ships, but for those that Compose reads. */
async function shippedVariables(target: Target): Promise<string[]> {
  const { manifests } = target.config
  if (!manifests?.environment) return []
  const shipped = namesIn((await target.manifest('environment')).text)
  const key = manifests.compose ? 'compose' : 'stack'
  if (!manifests[key]) return shipped
  const file = {
    text: (await oneManifest(target, key)).text,
    name: `manifests.${key}` as const,
  }
  const own = composeOwnVariables(shipped, file, target.config)
  return shipped.filter((name) => !own.includes(name))
}

/** The value that the sample gives each of some variables; empty for those that it only names. */
export async function samplesOf(
  target: Target,
  variables: readonly string[],
): Promise<Record<string, string>> {
  if (!target.config.manifests?.environment) return {}
  const values = environmentValues((await target.manifest('environment')).text)
  return Object.fromEntries(variables.map((variable) => [variable, values[variable] ?? '']))
}

/**
 * The variables of settings, backing services, port and host, knobs, and of the environment file
 * that the target ships; each once, in alphabetical order.
 */
export async function documentedVariables(target: Target): Promise<string[]> {
  const { settings, backing, launch, knobs } = target.config
  const listening = [...Object.values(listeningVariables(launch)), ...otherPortVariables(launch)]
  return [
    ...new Set([
      ...Object.values(settings ?? {}),
      ...addressVariables(backing?.postgres),
      ...addressVariables(backing?.redis),
      ...listening,
      ...Object.keys(knobs ?? {}),
      ...(await shippedVariables(target)),
    ]),
  ].sort()
}
