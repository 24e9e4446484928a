/** Every candidate of the reference deployment, by the concern of its file. */
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { candidatesOf } from './change.ts'
import type { Stratum } from './choose.ts'
import { concernOf, concerns } from './concerns.ts'
import { changesOf } from './operators/index.ts'

const folders = ['reference-app/src/**', 'reference-app/deploy/**', 'reference-app/deploy/**/.*/*']

/** The files of the deployment that a claim speaks of, relative to the project. */
export function concernedFiles(root: string): string[] {
  const files = globSync(folders, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  return [...new Set(files)].filter((file) => concernOf(file) !== undefined).sort()
}

/** Reads the files and makes every change of each. */
export async function readStrata(root: string): Promise<Stratum[]> {
  const files = concernedFiles(root)
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))
  const known = files.map((file, index) => {
    const text = texts[index] ?? ''
    return { concern: concernOf(file), candidates: candidatesOf(file, text, changesOf(file, text)) }
  })
  return concerns.map((concern) => ({
    concern,
    candidates: known.filter((one) => one.concern === concern).flatMap((one) => one.candidates),
  }))
}
