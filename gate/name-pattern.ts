/** Names with `*` and `?` on the command line: `pool.*`. */

/**
 * Whether a word matches names: the same word, or a pattern in which `*` stands for any characters
 * and `?` for one.
 */
export function nameMatcher(word: string): (name: string) => boolean {
  if (!/[*?]/.test(word)) return (name) => name === word
  const escaped = word.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  const pattern = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`)
  return (name) => pattern.test(name)
}
