/** The folder and the version of Preflight itself. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Absolute folder of the project: suites and package.json are in it. */
export const projectRoot = resolve(import.meta.dirname, '../..')

export function preflightVersion(): string {
  return JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version
}
