/** A copy of a target, to add files without touching the target itself. */
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inconclusive, messageOf } from '#gate/errors.ts'

/** Linked. */
const packages = 'node_modules'
/** Files of tools that no command needs. */
const left: ReadonlySet<string> = new Set(['.git', '.preflight', 'runs'])

export interface TargetCopy {
  /** Absolute; commands run here instead of in the target's folder. */
  folder: string
  /** What was added, by path relative to that folder. */
  added: ReadonlyMap<string, string>
  /** Writes a file, by path relative to that folder. */
  add(file: string, text: string): Promise<void>
  remove(): Promise<void>
}

/** Links everything in a folder except one entry. */
async function linkBeside(from: string, to: string, except: string): Promise<void> {
  for (const name of await readdir(from)) {
    if (name !== except) await symlink(join(from, name), join(to, name))
  }
}

/** Copies what is in a folder, with packages at any depth as links. */
async function copyFolder(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)]
    if (left.has(entry.name)) continue
    if (entry.name === packages) await symlink(source, copy)
    else if (entry.isSymbolicLink()) {
      const real = await realpath(source).catch(() => undefined)
      if (real !== undefined) await symlink(real, copy)
    } else if (entry.isFile()) await copyFile(source, copy)
    else if (entry.isDirectory()) {
      await mkdir(copy)
      await copyFolder(source, copy)
    }
  }
}

/**
 * Copies a part of a folder and links the rest.
 * @param part relative to `from`; '.' is all of it
 * @param scratch where the copy is made
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it cannot be made
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
    const added = new Map<string, string>()
    return {
      folder,
      added,
      add: async (file, text) => {
        added.set(file, text)
        await mkdir(dirname(join(folder, file)), { recursive: true })
        await writeFile(join(folder, file), text)
      },
      remove: () => rm(folder, { recursive: true, force: true }),
    }
  } catch (cause) {
    throw inconclusive(`cannot copy the target: ${messageOf(cause)}`, cause)
  }
}
