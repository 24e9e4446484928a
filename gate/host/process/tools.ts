/** Where the programs are that the gate runs: PATH, then our cache, then the folders of root. */

import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { PreflightError } from '#gate/errors.ts'

/** Further names that a program goes by; Go names Toxiproxy's server after its folder. */
const alsoKnownAs: Record<string, readonly string[]> = { 'toxiproxy-server': ['server'] }

/** Our folder below the user's cache: built programs, prepared data. */
export function cacheDir(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(base, 'preflight')
}

/** The path of a program, or undefined if this machine has none. */
export function findTool(name: string): string | undefined {
  const cached = join(cacheDir(), 'bin')
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [
    ...onPath.map((folder) => join(folder, name)),
    ...[name, ...(alsoKnownAs[name] ?? [])].map((file) => join(cached, file)),
    join('/usr/sbin', name),
  ]
  return candidates.find(isExecutable)
}

let watcher: ((name: string) => void) | undefined

/**
 * Calls a function with the name of each program that is needed from now on, before it is looked
 * for; what it throws reaches whoever needs the program. One at a time.
 */
export function watchTools(watch: ((name: string) => void) | undefined): void {
  watcher = watch
}

/** Tells who watches that a program is needed, if {@link requireTool} is not what finds it. */
export function needTool(name: string): void {
  watcher?.(name)
}

/**
 * The path of a program that is needed.
 * @throws PREFLIGHT_E_TOOL_MISSING naming it
 */
export function requireTool(name: string): string {
  needTool(name)
  const path = findTool(name)
  if (path !== undefined) return path
  throw new PreflightError('PREFLIGHT_E_TOOL_MISSING', `${name} is not installed`, {
    hint: 'run scripts/setup',
  })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
