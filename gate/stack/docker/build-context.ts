/** The build context: the files of a folder that its ignore file does not exclude. */
import { createReadStream } from 'node:fs'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import ignoreModule from '@balena/dockerignore'
import { type Pack, pack } from 'tar-stream'
import { messageOf, PreflightError } from '#gate/errors.ts'

/**
 * The patterns as the library reads them. To Docker `**` is any path, also in front of a part of a
 * name: `**.log` is every file that ends so, wherever it lies.
 */
function spelledOut(text: string): string {
  return text.replace(/(^|[/!\s])\*\*(?=[^/*\s])/gm, '$1**/*')
}

/** The patterns of exceptions, from the context: `!./src/` keeps `src` open. */
function exceptionsOf(text: string): string[][] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line.startsWith('!'))
    .map((line) => posix.normalize(line.slice(1).trim()))
    .map((pattern) => pattern.split('/').filter((part) => part !== ''))
}

/** Whether something in or below a folder could be an exception. */
function mayHoldExceptions(folder: string, exceptions: readonly string[][]): boolean {
  const names = folder.split('/')
  return exceptions.some((pattern) => {
    const open = pattern.findIndex((part) => part.includes('**'))
    const compared = open === -1 ? pattern : pattern.slice(0, open)
    return names.every((name, depth) => {
      const part = compared[depth]
      return part === undefined || part === name || /[*?[\\]/.test(part)
    })
  })
}

/**
 * What the build leaves out. A file of the Dockerfile's own, beside it, counts alone: the
 * context's is then not read at all, even if the other one is empty.
 */
async function ignoreText(context: string, dockerfile: string): Promise<string> {
  for (const file of [`${dockerfile}.dockerignore`, '.dockerignore']) {
    try {
      return await readFile(join(context, file), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return ''
}

/** @throws PreflightError PREFLIGHT_E_STACK if a pattern is none, which ends the build */
function ignoring(text: string) {
  try {
    const ignored = ignoreModule.default({ ignorecase: false }).add(text)
    // Patterns are read when they are first used.
    ignored.ignores('any')
    return ignored
  } catch (cause) {
    const message = `the build's ignore file has a pattern that is none: ${messageOf(cause)}`
    throw new PreflightError('PREFLIGHT_E_STACK', message, { cause })
  }
}

/**
 * The files of a build, relative to its context, in a stable order; a folder without any is there
 * with a slash at its end.
 * @param dockerfile relative to the context: always part of it
 */
export async function contextFiles(context: string, dockerfile: string): Promise<string[]> {
  const text = spelledOut(await ignoreText(context, dockerfile))
  const exceptions = exceptionsOf(text)
  const ignored = ignoring(text)
  const found = new Set([posix.normalize(dockerfile)])
  const visit = async (folder: string) => {
    const entries = await readdir(join(context, folder), { withFileTypes: true })
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const isOut = ignored.ignores(path)
      if (!entry.isDirectory()) {
        if (!isOut) found.add(path)
      } else if (!isOut || mayHoldExceptions(path, exceptions)) {
        const before = found.size
        await visit(path)
        if (!isOut && found.size === before) found.add(`${path}/`)
      }
    }
  }
  await visit('')
  return [...found].sort()
}

/** The name of a file within the archive: a Dockerfile may lie beside the context. */
export function nameInContext(path: string): string {
  return path.startsWith('../') ? `.preflight-${posix.basename(path)}` : path
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
  const header = { name: nameInContext(path), mode: stat.mode & 0o7777, mtime: new Date(0) }
  if (stat.isSymbolicLink()) {
    archive.entry({ ...header, type: 'symlink', linkname: await readlink(source) })
  } else if (stat.isDirectory()) {
    archive.entry({ ...header, type: 'directory' })
  } else if (stat.isFile()) {
    const entry = archive.entry({ ...header, size: stat.size })
    await pipeline(createReadStream(source), entry)
  }
}
