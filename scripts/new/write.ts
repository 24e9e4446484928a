/** Writes several files, or none of them. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Writes files; if one cannot be written, those before it are as they were.
 * @param texts by path relative to the root
 */
export function writeAll(root: string, texts: ReadonlyMap<string, string>): void {
  const undo: (() => void)[] = []
  try {
    for (const [path, text] of texts) {
      const file = join(root, path)
      if (existsSync(file)) {
        const before = readFileSync(file)
        undo.push(() => writeFileSync(file, before))
      } else {
        const made = mkdirSync(dirname(file), { recursive: true })
        undo.push(() => rmSync(made ?? file, { recursive: true, force: true }))
      }
      writeFileSync(file, text)
    }
  } catch (error) {
    for (const restore of undo.reverse()) restore()
    throw error
  }
}
