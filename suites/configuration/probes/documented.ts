/** Every variable that a target documents. */
import { addressEntries } from '#gate/contract/backing.ts'
import type { AddressVariables } from '#gate/contract/contract.ts'
import { namesIn } from '#gate/kit/deploy/environment-file.ts'
import { listeningVariables, otherPortVariables } from '#gate/system/listening.ts'
import type { Target } from '#gate/system/target.ts'

/** The variables of an address. */
export function addressVariables(variables: AddressVariables | undefined): string[] {
  return addressEntries(variables).map(([, name]) => name)
}

/**
 * The variables of settings, backing services, port and host, knobs, and of the environment file
 * that the target ships; each once, in alphabetical order.
 */
export async function documentedVariables(target: Target): Promise<string[]> {
  const { settings, backing, launch, knobs, manifests } = target.config
  const listening = [...Object.values(listeningVariables(launch)), ...otherPortVariables(launch)]
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
