/** What an answer says, in one line for people. k6 loads this file. */

const page = /^\s*(?:<!doctype html|<html)/i
/** What a page says of itself: its title, and its first headings. */
const saying = /<(title|h1|h2)\b[^>]*>([\s\S]*?)<\/\1>/gi

function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

/** The text of an answer in one line that is not too long; of a page in HTML, what it is called. */
export function wordsOf(text: string, most = 160): string {
  if (!page.test(text)) return shortened(text, most)
  const found = [...text.matchAll(saying)].map(([, , inner = '']) =>
    shortened(inner.replace(/<[^>]*>/g, ' '), most),
  )
  const said = [...new Set(found.filter((each) => each !== ''))]
  return shortened(said.length === 0 ? 'a page in HTML' : said.slice(0, 2).join(': '), most)
}
