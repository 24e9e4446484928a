/** How to get what is missing, and the claims that wait for it. */

import { howToGetDocker, isCheckout } from '../../installation.mjs'
import { findProgram, programCache } from './find.mjs'

/** Every claim, if this Node can read the guide; undefined if it cannot. */
export async function guideClaims() {
  return await import('#guide/index.ts').then(
    ({ claims }) => claims,
    () => undefined,
  )
}

/**
 * One command that brings a program to this machine, or where to look.
 * @param {import('./programs.mjs').Program} program
 */
export function remedy({ name, variable, apt, brew, go }) {
  if (variable && process.env[variable]) return `let ${variable} name a program, or unset it`
  if (process.platform === 'darwin' && brew) return `brew install ${brew}`
  if (go) {
    const into = findProgram('go') ? '' : 'install Go (https://go.dev/dl), then '
    return `${into}GOBIN="${programCache()}" go install ${go.path}@${go.version}`
  }
  if (apt && findProgram('apt-get')) return `${sudo()}apt-get install ${apt}`
  return `install ${name} with the package manager of this system, so that it is on PATH`
}

/** What starts a command that needs root, where this is not root. */
function sudo() {
  return process.getuid?.() === 0 ? '' : 'sudo '
}

/** How to get Docker or Compose. */
export const dockerRemedy = isCheckout ? `${sudo()}scripts/setup --docker` : howToGetDocker
