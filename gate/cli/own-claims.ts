/** The own claims of the target that a command speaks of. */
import type { OwnClaim } from '#gate/contract/own/own-claim.ts'
import { configFolder } from '#gate/system/find-config.ts'
import { ownFiles } from '#gate/system/own/own-files.ts'

export interface OwnOfTarget {
  claims: readonly OwnClaim[]
  /** Claim id → files with its checks, relative to the config's folder. */
  checks: ReadonlyMap<string, readonly string[]>
}

/**
 * The claims that a team has added, without its config being read.
 * @param named the config. Default: the one that is found upwards, if there is one
 * @throws PreflightError PREFLIGHT_E_CONFIG if they are wrong
 */
export async function ownOfTarget(named?: string): Promise<OwnOfTarget> {
  const folder = await configFolder(named)
  const found = folder === undefined ? undefined : ownFiles(folder)
  if (folder === undefined || !found || found.claims.length + found.suites.length === 0) {
    return { claims: [], checks: new Map() }
  }
  // Most backends have none, and do not wait for what reads them.
  const { loadOwnClaims } = await import('#gate/system/own/own-claims.ts')
  const { findOwnChecks } = await import('#gate/run/own/own-checks.ts')
  const claims = await loadOwnClaims(folder)
  return { claims, checks: (await findOwnChecks(folder, claims)).files }
}
