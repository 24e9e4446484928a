/** Which claims are lost for want of something, and how to get it. */

import { existsSync } from 'node:fs'
import { findProgram, programCache } from './find.mjs'

const guide = new URL('../../../guide/index.ts', import.meta.url)

/** The ids of all claims, if this Node can read the guide; undefined if it cannot. */
export async function claimIds() {
  const major = Number.parseInt(process.versions.node, 10)
  if (major < 24 || !existsSync(guide)) return undefined
  const { claims } = await import(guide.href)
  return /** @type {{ id: string }[]} */ (claims).map(({ id }) => id)
}

/**
 * The claims behind patterns: their ids, or the patterns as they are if no guide can be read.
 * @param {readonly string[]} patterns ids or beginnings of ids
 * @param {readonly string[] | undefined} ids
 */
export function lost(patterns, ids) {
  if (ids === undefined) {
    return patterns.map((pattern) => (pattern === '' ? 'every claim' : pattern.replace(/\.$/, '')))
  }
  return ids.filter((id) => patterns.some((pattern) => id.startsWith(pattern)))
}

/**
 * One command that brings a program to this machine, or where to look.
 * @param {import('./programs.mjs').Program} program
 */
export function remedy({ name, apt, brew, go }) {
  if (process.platform === 'darwin' && brew) return `brew install ${brew}`
  if (go) {
    const into = findProgram('go') ? '' : 'install Go (https://go.dev/dl), then '
    return `${into}GOBIN="${programCache()}" go install ${go.path}@${go.version}`
  }
  if (apt && findProgram('apt-get')) return `${sudo()}apt-get install ${apt}`
  return `install ${name} with the package manager of this system, so that it is on PATH`
}

/** What starts a command that needs root, if this is not root. */
export function sudo() {
  return process.getuid?.() === 0 ? '' : 'sudo '
}
