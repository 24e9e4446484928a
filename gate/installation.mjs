/**
 * Where Preflight is, and whether it is a checkout of its repository or the package that npm
 * installs. Plain JavaScript: it is asked before anything is installed.
 */

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute folder of Preflight: package.json, gate/ and suites/ are in it. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The package is made without mutants. */
export const isCheckout = existsSync(join(root, 'mutants'))

/**
 * What a user types to call a command of Preflight.
 * @param {string} command
 * @param {readonly string[]} words its arguments, quoted where the shell needs it
 * @param {boolean} byNpm whether npm runs it as a script, in Preflight's own folder
 */
export function calling(command, words = [], byNpm = isCheckout) {
  if (!byNpm) return ['npx preflight', command, ...words].join(' ')
  const script = command === 'gate' ? ['npm run gate'] : ['npm run -s preflight --', command]
  const between = command === 'gate' && words.length > 0 ? ['--'] : []
  return [...script, ...between, ...words].join(' ')
}

/** The oldest Node that runs Preflight: it reads TypeScript without an option. */
export const minNode = '22.18'

/**
 * Whether a Node is new enough.
 * @param {string} version
 * @param {string} needed
 */
export function runsOn(version, needed = minNode) {
  return version.localeCompare(needed, 'en', { numeric: true }) >= 0
}

/** How to get what the gate needs and this machine lacks. */
export const howToGetPrograms = isCheckout
  ? 'run scripts/setup'
  : `${calling('doctor')} says how to get it`

/** How to get Docker, Compose and the images of the backing services. */
export const howToGetDocker = isCheckout
  ? 'run scripts/setup --docker'
  : 'install Docker Engine with Compose (https://docs.docker.com/engine/install), and pull images'

/** What npm calls the package; see docs/decisions/015-package.md. */
export const packageName = 'preflight-gate'

/** What a config imports from it. */
export const configModule = `${packageName}/config`

/** What files of own claims import from it. */
export const claimsModule = `${packageName}/claims`

/** What suites with checks of own claims import from it. */
export const suiteModule = `${packageName}/suite`
