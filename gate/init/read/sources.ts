/** The source files of a backend: searched for names, and for nothing else. */
import { globSync } from 'node:fs'
import type { Folder } from './files.ts'

const endings = ['py', 'js', 'ts', 'go', 'rb', 'php'] as const
type Ending = (typeof endings)[number]

const skipped = /(^|\/)(node_modules|vendor|\.venv|venv|dist|build|tests?|spec)\/|_test\.go$/
/** A look at a large repository has to end. */
const maxFiles = 2_000

/** A source file, with the ending that says its language. */
export interface Source {
  file: string
  ending: Ending
  text: string
}

/** The sources of a folder, in the order of their names. */
export function sourcesOf(folder: Folder): Source[] {
  const files = globSync(`**/*.{${endings.join(',')}}`, {
    cwd: folder.path,
    exclude: (name) => skipped.test(`${name}/`),
  })
  return files
    .filter((file) => !skipped.test(file) && folder.has(file))
    .sort()
    .slice(0, maxFiles)
    .map((file) => {
      const ending = file.slice(file.lastIndexOf('.') + 1) as Ending
      return { file, ending, text: folder.read(file) }
    })
}
