/** Which programs this machine needs: for everything, or for one run of the gate. */

import { type Program, programs } from '#gate/host/doctor/programs.mjs'
import { uses } from '#gate/host/doctor/uses.mjs'
import type { EngineName } from '#gate/stack/types.ts'
import type { Claim } from '#guide/claim.ts'

/** A program, and the ids of the claims that need it. */
export interface Need {
  program: Program
  claims: readonly string[]
}

/** What the checks of some claims need on this machine, program by program. Pure. */
export function needsOf(claims: readonly Claim[], engine: EngineName): Need[] {
  return programs.flatMap((program) => {
    const needy = claims.filter((claim) => uses(claim, program, engine))
    return needy.length === 0 ? [] : [{ program, claims: needy.map(({ id }) => id) }]
  })
}

/**
 * What `gate ARGS` needs: the claims that it selects, without those that its target's config or the
 * command line keeps from running.
 * @throws PreflightError if the command line or the config is wrong: the gate says the same
 */
export async function needsOfGate(args: readonly string[]): Promise<Need[]> {
  const { parseGateArguments } = await import('#gate/cli/gate-arguments.ts')
  const { claimRecord, isRunnable } = await import('#gate/run/results.ts')
  const { selectClaims } = await import('#gate/run/selection.ts')
  const { engineName } = await import('#gate/stack/select.ts')
  const { loadTarget } = await import('#gate/system/load-target.ts')
  const { only, allow, target, engine } = parseGateArguments(args)
  const { config } = await loadTarget(target)
  const runnable = selectClaims(only).filter((claim) =>
    isRunnable(claimRecord(claim, config, allow)),
  )
  return needsOf(runnable, await engineName(engine))
}

/** The claims of a need, as a reader wants them: `load.light, load.medium and 5 more`. */
export function claimsOf({ claims }: Need): string {
  const shown = claims.slice(0, 2).join(', ')
  return claims.length > 3 ? `${shown} and ${claims.length - 2} more` : claims.join(', ')
}
