/** Edits of texts, word by word. */

export interface Edit {
  file: string
  start: number
  end: number
  text: string
}

/** Applies edits. Edits of the same place count once, as a file may be included twice. */
export function applyEdits(
  files: ReadonlyMap<string, string>,
  edits: readonly Edit[],
): Map<string, string> {
  const changed = new Map(files)
  for (const [file, text] of files) {
    const known = new Set<string>()
    const ofFile = edits.filter((edit) => {
      const key = `${edit.start}-${edit.end}-${edit.text}`
      if (edit.file !== file || known.has(key)) return false
      known.add(key)
      return true
    })
    let result = text
    for (const { start, end, text: word } of ofFile.sort((one, other) => other.start - one.start)) {
      result = result.slice(0, start) + word + result.slice(end)
    }
    changed.set(file, result)
  }
  return changed
}

/** Quotes a word for nginx. */
export function quoted(value: string): string {
  if (/^[\w./:=,$@+*?-]+$/.test(value)) return value
  return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}
