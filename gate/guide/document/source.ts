/** The text of a guide as its parser wants it, on the same lines as the file. */

/** What site generators keep above the text: YAML between two lines of dashes. */
const frontMatter = /^---[ \t]*\n(?:[^\n]*\n)*?---[ \t]*(?=\n|$)/

/** The text without its front matter, on the same lines. */
const withoutFrontMatter = (text: string) =>
  /^---[ \t]*\n[\w-]+:/.test(text)
    ? text.replace(frontMatter, (found) => found.replace(/[^\n]/g, ''))
    : text

/** @param given any line ends, with or without a byte order mark */
export function sourceOf(given: string): string {
  return withoutFrontMatter(given.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
}
