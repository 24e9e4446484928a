/** The files of this repository that people write, with their text. */

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Source {
  /** From the root of the repository, with slashes. */
  path: string
  text: string
}

const root = join(import.meta.dirname, '..', '..')

/** Written by programs, npm and the scripts named in their first lines, and by others. */
const generated = [
  /(^|\/)package-lock\.json$/,
  /^docs\/(claims|import-rules)\.md$/,
  /^docs\/.*\.schema\.json$/,
  /\.golden$/,
  /^test\/fixtures\/schemas\/.*\.(json|xsd)$/,
]
const binary = /\.(png|ico|gz|woff2?)$/

/** Every file that git tracks or would track. */
export function sources(): Source[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0')
  const written = [...new Set(listed)].filter((path) => path !== '' && !binary.test(path))
  return written
    .filter((path) => existsSync(join(root, path)) && !generated.some((rule) => rule.test(path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Whether a file is a program in JavaScript or TypeScript. */
export function isCode({ path }: Source): boolean {
  return /\.(ts|mts|js|mjs)$/.test(path)
}
