/** Places in a block that a person or a program is still to fill in. */

/** Template languages, and `<your-domain>`; `(?<name>…)` is a group of a regular expression. */
const holes = /\{\{|\{%|<%|(?<!\?)<[A-Za-z][\w -]*>/

/** Whether a text is not yet what its program reads. */
export function hasHoles(text: string): boolean {
  return holes.test(text)
}
