/** Which programs this machine needs: for everything, or for one run of the gate. */

import type { TargetConfig } from '#gate/contract/contract.ts'
import { givenBy } from '#gate/contract/services.ts'
import { findProgram } from '#gate/host/doctor/find.mjs'
import { type Program, programs } from '#gate/host/doctor/programs.mjs'
import { uses } from '#gate/host/doctor/uses.mjs'
import { claimRecord, isRunnable } from '#gate/run/results.ts'
import { selectClaims } from '#gate/run/selection.ts'
import { engineName } from '#gate/stack/select.ts'
import type { EngineName } from '#gate/stack/types.ts'
import { type LoadedTarget, loadTarget } from '#gate/system/load-target.ts'
import type { AnyClaim } from '#guide/claim.ts'
import { parseGateArguments, type Selection } from '../gate-arguments.ts'

/** A program, and the ids of the claims that need it. */
export interface Need {
  program: Program
  claims: readonly string[]
}

/** What the checks of some claims need on this machine, program by program. Pure. */
export function needsOf(claims: readonly AnyClaim[], engine: EngineName): Need[] {
  return programs.flatMap((program) => {
    const needy = claims.filter((claim) => uses(claim, program, engine))
    return needy.length === 0 ? [] : [{ program, claims: needy.map(({ id }) => id) }]
  })
}

/**
 * What a selection of `gate` needs: its claims without those that the target's config or `--allow`
 * keeps from running.
 * @throws PreflightError if nothing is selected
 */
export async function needsOfSelection(
  { only, levels, engine, allow }: Omit<Selection, 'target'>,
  { config, own }: LoadedTarget,
): Promise<Need[]> {
  return await needsOfClaims(selectClaims(only, levels, own), { engine, allow }, config)
}

/** The same of these claims. */
export async function needsOfClaims(
  claims: readonly AnyClaim[],
  { engine, allow }: Pick<Selection, 'engine' | 'allow'>,
  config: TargetConfig,
): Promise<Need[]> {
  const runnable = claims.filter((claim) => isRunnable(claimRecord(claim, config, allow)))
  const needs = needsOf(runnable, await engineName(engine))
  return needs.filter(({ program }) => program.name !== 'redis-server' || wantsUsualRedis(config))
}

/** Whether Redis is started, by its own program: not another one, nor a given server. */
function wantsUsualRedis({ services }: TargetConfig): boolean {
  return services?.redis?.program === undefined && givenBy(services, 'redis') === undefined
}

/**
 * What `gate ARGS` needs.
 * @throws PreflightError if the command line or the config is wrong: the gate says the same
 */
export async function needsOfGate(args: readonly string[]): Promise<Need[]> {
  const selection = parseGateArguments(args)
  return await needsOfSelection(selection, await loadTarget(selection.target))
}

/** Whether a program is not on this machine. */
export function isMissing({ program }: Need): boolean {
  return findProgram(program.name) === undefined
}

/** The claims of a need, as a reader wants them: `load.light, load.medium and 5 more`. */
export function claimsOf({ claims }: Need): string {
  const shown = claims.slice(0, 2).join(', ')
  return claims.length > 3 ? `${shown} and ${claims.length - 2} more` : claims.join(', ')
}
