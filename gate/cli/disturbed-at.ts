/** The address of an attached target that checks would load or disrupt, if that is permitted. */
import type { AttachedUrl, LoadedTarget } from '#gate/system/load-target.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { permittedUrl } from './permitted-url.ts'

/**
 * Checks the address of an attached target, if `--allow` lets any of the claims disturb it.
 * @returns its address; undefined if the target is not attached, or is only observed
 * @throws PreflightError PREFLIGHT_E_USAGE if the target is on another machine, which the config's
 *   `allowHosts` does not name
 */
export async function disturbedAt(
  { config }: Pick<LoadedTarget, 'config'>,
  claims: readonly AnyClaim[],
  allow: readonly string[],
): Promise<AttachedUrl | undefined> {
  const { launch, allowHosts } = config
  if (launch.kind !== 'attached') return undefined
  if (!claims.some(({ impact }) => allow.includes(impact))) return undefined
  return await permittedUrl('launch.url', launch.url, allowHosts)
}
