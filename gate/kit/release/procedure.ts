/** The commands that release the target: its own, or the built-in procedure. */
import { join } from 'node:path'
import type { Command } from '#gate/contract/contract.ts'
import type { ReleaseConfig } from '#gate/contract/release.ts'

const program = join(import.meta.dirname, 'built-in.mjs')

function builtIn(action: 'deploy' | 'rollback'): (site: string) => Command {
  return (site) => ({ command: process.execPath, args: [program, action, site] })
}

/** Both take the path of a site document. */
export function procedureOf(release: ReleaseConfig) {
  return {
    deploy: release.deploy ?? builtIn('deploy'),
    rollback: release.rollback ?? builtIn('rollback'),
  }
}
