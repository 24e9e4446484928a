/** Suggestions for mistyped names. */

/** Maximum number of suggestions: a longer list is no help. */
const atMost = 3
/** The share of letters that may differ in a typo. */
const slipShare = 0.4
const alternatives = new Intl.ListFormat('en', { type: 'disjunction' })

/**
 * Letters to insert, remove, replace or exchange with their neighbour to get from one word to the
 * other (optimal string alignment).
 */
function distance(one: string, other: string): number {
  const [from, to] = [[...one], [...other]]
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [line, letter] of from.entries()) {
    const next = [line + 1]
    for (const [at, known] of to.entries()) {
      const replaced = (row[at] ?? 0) + (letter === known ? 0 : 1)
      const isExchanged = letter === to[at - 1] && known === from[line - 1]
      const exchanged = isExchanged ? (before[at - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(replaced, exchanged, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row.at(-1) ?? 0
}

/** The names that are spelt similarly, the closest first. */
function misspelt(word: string, names: readonly string[]): string[] {
  const longest = (name: string) => Math.max(word.length, name.length)
  return names
    .filter((name) => Math.abs(word.length - name.length) <= slipShare * longest(name))
    .map((name) => ({ name, share: distance(word, name) / longest(name) }))
    .filter(({ share }) => share <= slipShare)
    .sort((one, other) => one.share - other.share)
    .map(({ name }) => name)
}

/** Names that end with the last part of a dotted word, or with which it starts. */
function related(word: string, names: readonly string[]): string[] {
  const tail = word.split('.').at(-1) ?? word
  return names.filter((name) => (tail !== '' && name.includes(tail)) || word.startsWith(name))
}

/**
 * A hint for a word that is none of the names, such as `did you mean cache or cache.keys?`.
 * @returns undefined if no name is close
 */
export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const all = [...new Set(names)]
  const containing = word === '' ? [] : all.filter((name) => name.includes(word))
  const found = [containing, misspelt(word, all), related(word, all)].find((some) => some.length)
  return found && `did you mean ${alternatives.format(found.slice(0, atMost))}?`
}
