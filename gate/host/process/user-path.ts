/** The PATH that programs of the target are found on: the user's, not ours. */
import { realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A package that npx fetched for one call lies in a project that npx made. */
const fetchedByNpx = /^.*\/_npx\/[^/]+\/node_modules(?=\/)/

/**
 * The folders of programs that npm puts on the PATH for Preflight's own sake: that of a checkout,
 * where the Node is that the gate runs on, and that of a package that npx fetched. Where Preflight
 * is installed in a user's project, the programs beside it are the user's.
 */
function ownFolders(root: string): string[] {
  const fetched = fetchedByNpx.exec(root)?.[0]
  const holders = [join(root, 'node_modules'), ...(fetched === undefined ? [] : [fetched])]
  return holders.map((folder) => join(folder, '.bin'))
}

function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}

/**
 * A PATH without the folders that are there for Preflight's own sake; the rest as it was.
 * @param root Preflight's own folder, absolute
 */
export function userPath(path: string, root: string): string {
  const own = new Set(ownFolders(root).map(real))
  return path
    .split(delimiter)
    .filter((folder) => !own.has(real(folder)))
    .join(delimiter)
}
