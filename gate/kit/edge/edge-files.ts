/** The files of a running edge. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { errorLog } from './rewrite.ts'

/** Writes texts by their path in the folder. */
export async function writeAll(
  folder: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** Lines of every access log in the folder. */
export async function accessLines(folder: string): Promise<string[]> {
  const logs = join(folder, 'logs')
  const files = (await readdir(logs)).filter((name) => name !== basename(errorLog))
  const texts = await Promise.all(files.map((name) => readFile(join(logs, name), 'utf8')))
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''))
}
