/** The build context: the files of a folder that `.dockerignore` does not exclude. */
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import ignoreModule from '@balena/dockerignore'
import { type Pack, pack } from 'tar-stream'

/** The parents of exceptions: `!reference-app/src` means that `reference-app` must be searched. */
function exceptionsOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1).replace(/^\//, ''))
}

/** Whether something below a folder could be an exception. */
function mayHoldExceptions(folder: string, exceptions: readonly string[]): boolean {
  return exceptions.some(
    (pattern) =>
      /^[^/]*[*?[]/.test(pattern) ||
      `${pattern}/`.startsWith(`${folder}/`) ||
      `${folder}/`.startsWith(`${pattern}/`),
  )
}

/**
 * The files of a build, relative to its context, in a stable order.
 * @param dockerfile relative to the context: always part of it
 */
export async function contextFiles(context: string, dockerfile: string): Promise<string[]> {
  const text = await readFile(join(context, '.dockerignore'), 'utf8').catch(() => '')
  const exceptions = exceptionsOf(text)
  const ignored = ignoreModule.default({ ignorecase: false }).add(text)
  const found = new Set([dockerfile])
  const visit = async (folder: string) => {
    const entries = await readdir(join(context, folder), { withFileTypes: true })
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const isOut = ignored.ignores(path)
      if (!entry.isDirectory()) {
        if (!isOut) found.add(path)
      } else if (!isOut || mayHoldExceptions(path, exceptions)) await visit(path)
    }
  }
  await visit('')
  return [...found].sort()
}

/** The files as an archive; owners and times are left out, as they do not matter. */
export function contextArchive(context: string, files: readonly string[]): Readable {
  const archive = pack()
  const fill = async () => {
    for (const path of files) await addFile(archive, context, path)
    archive.finalize()
  }
  fill().catch((error: Error) => archive.destroy(error))
  return archive as unknown as Readable
}

async function addFile(archive: Pack, context: string, path: string): Promise<void> {
  const source = join(context, path)
  const stat = await lstat(source)
  const header = { name: path, mode: stat.mode & 0o7777, mtime: new Date(0) }
  if (stat.isSymbolicLink()) {
    archive.entry({ ...header, type: 'symlink', linkname: await readlink(source) })
  } else if (stat.isFile()) {
    const entry = archive.entry({ ...header, size: stat.size })
    await pipeline(createReadStream(source), entry)
  }
}
