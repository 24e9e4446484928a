/** The folder and the version of Preflight itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#gate/installation.mjs'

export { root as projectRoot } from '#gate/installation.mjs'

export function preflightVersion(): string {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}
