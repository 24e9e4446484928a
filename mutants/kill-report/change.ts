/** Where a mutant differs from the reference deployment, as a reader of its files sees it. Pure. */
import type { Mutant } from '../mutant.ts'
import { targetConfig } from '../paths.ts'
import type { ReportedChange } from './tried.ts'

/** The text of a file of the project; undefined if there is none. */
export type ReadText = (file: string) => string | undefined

function positionIn(text: string, offset: number) {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** What comes to stand between two offsets of a file. */
export function changeAt(
  file: string,
  text: string,
  [start, end]: readonly [start: number, end: number],
  replacement: string,
): ReportedChange {
  return { file, start: positionIn(text, start), end: positionIn(text, end), replacement }
}

/**
 * The change of a written mutant: its first edit, or else its first whole file, or the variables
 * that the config sets.
 */
export function changeOf({ edits = [], files = {}, environment }: Mutant, read: ReadText) {
  const [edit] = edits
  if (edit !== undefined) {
    const text = read(edit.file) ?? ''
    const code = typeof edit.code === 'string' ? edit.code : (read(edit.code.overlay) ?? '')
    // Not found in what another file of the mutant replaces: then it is the file as a whole.
    const found = text.indexOf(edit.find)
    const start = Math.max(found, 0)
    const end = found < 0 ? 0 : start + edit.find.length
    if (edit.place === 'instead') return changeAt(edit.file, text, [start, end], code)
    const at = edit.place === 'before' ? start : end
    return changeAt(edit.file, text, [at, at], code)
  }
  const [whole] = Object.entries(files)
  if (whole !== undefined) {
    const [file, { overlay }] = whole
    const text = read(file) ?? ''
    return changeAt(file, text, [0, text.length], read(overlay) ?? '')
  }
  const text = read(targetConfig) ?? ''
  return changeAt(targetConfig, text, [0, 0], JSON.stringify(environment ?? {}))
}
