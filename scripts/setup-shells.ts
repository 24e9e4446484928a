/** Brings the shells in which tests try the completion scripts. The gate itself needs none. */

import { installPackages } from '#gate/cli/setup/apt.ts'
import { findProgram } from '#gate/host/doctor/find.mjs'

const shells = ['bash', 'fish', 'zsh']

/** Those of the shells that this machine has not. */
export function missingShells(): string[] {
  return shells.filter((shell) => findProgram(shell) === undefined)
}

/** Installs what is missing; where that fails, says which tests cannot run. */
export async function bringShells(): Promise<void> {
  await installPackages(missingShells())
  const still = missingShells()
  if (still.length === 0) return
  console.error(
    `setup: no ${still.join(', no ')}: their completion is not tested, which is a failure`,
  )
}
