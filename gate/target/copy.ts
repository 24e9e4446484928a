/** A copy of a target that a file can be added to, without touching the target itself. */
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { inconclusive, messageOf } from '../errors.ts'

/** Never copied: packages are linked, and what tools keep is of no use. */
const packages = 'node_modules'
const left: ReadonlySet<string> = new Set([packages, '.git', '.preflight', 'runs'])

export interface TargetCopy {
  /** Absolute; to be run in, in place of the target's own folder. */
  folder: string
  /** Writes a file, by path relative to that folder. */
  add(file: string, text: string): Promise<void>
  remove(): Promise<void>
}

/** Links everything in a folder but the entry of one name. */
async function linkBeside(from: string, to: string, except: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name !== except) await symlink(join(from, name), join(to, name))
  }
}

/** Copies a folder, with its packages as a link. */
async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => source === from || !left.has(basename(source)),
  })
  const names = await readdir(from)
  if (names.includes(packages)) await symlink(join(from, packages), join(to, packages))
}

/**
 * Copies a part of a folder and links the rest.
 * @param part relative to `from`; '.' is all of it
 * @param scratch where the copy is made
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE where it cannot be made
 */
export async function copyTarget(from: string, part: string, scratch: string): Promise<TargetCopy> {
  try {
    await mkdir(scratch, { recursive: true })
    const folder = await mkdtemp(join(scratch, 'copy-'))
    let [source, copy] = [from, folder]
    for (const name of part.split('/').filter((step) => step !== '.' && step !== '')) {
      await linkBeside(source, copy, name)
      ;[source, copy] = [join(source, name), join(copy, name)]
      await mkdir(copy)
    }
    await copyFolder(source, copy)
    return {
      folder,
      add: async (file, text) => {
        await mkdir(dirname(join(folder, file)), { recursive: true })
        await writeFile(join(folder, file), text)
      },
      remove: () => rm(folder, { recursive: true, force: true }),
    }
  } catch (cause) {
    throw inconclusive(`no copy of the target can be made: ${messageOf(cause)}`, cause)
  }
}
