/** The PATH on which programs of a run are found: the user's, not ours. */
import { realpathSync } from 'node:fs'
import { delimiter, dirname, join, sep } from 'node:path'

/** The folder `.bin` of npm's project that Preflight is a part of: a checkout, or what has it. */
function ownFolder(root: string): string {
  const end = `${root}${sep}`.lastIndexOf(`${sep}node_modules${sep}`)
  return join(end < 0 ? root : root.slice(0, end), 'node_modules', '.bin')
}

function real(folder: string): string | undefined {
  try {
    return realpathSync(folder)
  } catch {
    return undefined
  }
}

/** Where npm looks for the programs of a project in this folder. */
function* foldersOf(folder: string): Generator<string | undefined> {
  yield real(join(folder, 'node_modules', '.bin'))
  if (dirname(folder) !== folder) yield* foldersOf(dirname(folder))
}

/**
 * A PATH without the folder that npm puts there for Preflight's own sake, in a checkout with the
 * Node that the gate runs on; the rest as it is. A program that belongs to the same project of npm
 * keeps it, as npm would give it the same.
 * @param root Preflight's own folder, absolute
 * @param folder the absolute working folder of the program
 */
export function userPath(path: string, root: string, folder: string): string {
  const own = real(ownFolder(root))
  if (own === undefined || [...foldersOf(folder)].includes(own)) return path
  const kept = path.split(delimiter).filter((each) => real(each) !== own)
  return kept.join(delimiter)
}
