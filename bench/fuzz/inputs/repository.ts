/** The real files of this repository, which inputs are made of. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The texts of all files that match, in the order of their names. */
export function textsOf(...patterns: readonly string[]): string[] {
  const files = globSync(patterns, {
    cwd: root,
    exclude: (name) => name.split('/').includes('node_modules'),
  })
  return files.sort().map((file) => readFileSync(`${root}/${file}`, 'utf8'))
}

/** Every word in some texts once: what a language calls its things. */
export function wordsOf(texts: readonly string[], pattern = /[^\s"'`,:;=(){}[\]]+/g): string[] {
  const words = new Set(texts.flatMap((text) => text.match(pattern) ?? []))
  return [...words].sort()
}
