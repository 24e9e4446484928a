/** Regular expressions that are long lists, a few alternatives to a line. */

/** Alternatives, to be a part of an expression. */
export function anyOf(...alternatives: readonly string[]): string {
  return `(?:${alternatives.join('|')})`
}
