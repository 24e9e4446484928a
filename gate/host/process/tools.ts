/** The programs that the gate runs. */

import { PreflightError } from '#gate/errors.ts'
import { howToGetPrograms } from '#gate/installation.mjs'
import { findProgram, wrongVariable } from '../doctor/find.mjs'

export { cacheDir, findProgram as findTool } from '../doctor/find.mjs'

let watcher: ((name: string) => void) | undefined

/**
 * Sets a function that is called with the name of each needed program, before the search; it may
 * throw. There is only one.
 */
export function watchTools(watch: ((name: string) => void) | undefined): void {
  watcher = watch
}

/** Tells who watches that a program is needed, where {@link requireTool} is not what finds it. */
export function needTool(name: string): void {
  watcher?.(name)
}

/**
 * The path of a program that is needed.
 * @throws PREFLIGHT_E_TOOL_MISSING naming it
 */
export function requireTool(name: string): string {
  needTool(name)
  const path = findProgram(name)
  if (path !== undefined) return path
  const message = wrongVariable(name) ?? `${name} is not installed`
  throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', message, { hint: howToGetPrograms })
}
