/** Brings a Docker engine to a machine without one, and images to one without a registry. */

import { $ } from 'zx'
import { installPackages } from '#gate/cli/setup/apt.ts'
import { buildCompose } from '#gate/cli/setup/go.ts'
import { findProgram } from '#gate/host/doctor/find.mjs'
import { docker } from '#gate/host/doctor/machine.mjs'

/**
 * Installs Docker where no daemon answers and none is installed, starts it, and sees to the images.
 * Sets the exit code to 3 where it cannot: who asks for Docker needs it.
 */
export async function bringDocker(): Promise<void> {
  if (!(await docker()).ready) {
    const wanted = [
      ...(findProgram('dockerd') && findProgram('docker') ? [] : ['docker.io']),
      ...(findProgram('iptables') ? [] : ['iptables']),
    ]
    await installPackages(wanted)
  }
  // Stand-ins for images start from a bare Debian.
  if (!findProgram('debootstrap')) await installPackages(['debootstrap'])
  await buildCompose()
  for (const script of ['engine.ts', 'images.ts']) {
    const path = `${import.meta.dirname}/${script}`
    const { exitCode } = await $({ nothrow: true, stdio: 'inherit' })`${process.execPath} ${path}`
    if (exitCode === 0) continue
    console.error(`setup: Docker is not usable here (scripts/${script} ended with ${exitCode})`)
    process.exitCode = 3
    return
  }
}
