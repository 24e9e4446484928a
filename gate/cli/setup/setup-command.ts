/** `preflight setup`: installs what the selected claims need and this machine lacks. */
import type { Command } from 'commander'
import { loadTarget } from '#gate/system/load-target.ts'
import { selectionOf } from '../gate-arguments.ts'
import { bringPrograms } from './bring.ts'
import { claimsOf, isMissing, needsOfSelection } from './needs.ts'

/**
 * Takes the options by which `gate` selects checks.
 * @returns 0 if all that is needed is there, else 3
 * @throws PreflightError PREFLIGHT_E_USAGE, PREFLIGHT_E_CONFIG
 */
export async function setup(command: Command): Promise<number> {
  const selection = selectionOf(command)
  const needs = await needsOfSelection(selection, await loadTarget(selection.target))
  const lacking = needs.filter(isMissing)
  for (const need of lacking) {
    process.stderr.write(`setup: ${need.program.name} is missing, for ${claimsOf(need)}\n`)
  }
  const exitCode = await bringPrograms(needs, true)
  const still = needs.filter(isMissing)
  if (still.length > 0) return 3
  const done = lacking.length === 0 ? 'everything is here' : 'done'
  if (exitCode === 0) process.stderr.write(`setup: ${done}\n`)
  return exitCode
}
