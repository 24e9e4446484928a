/** What a guide says in sentences, with the line of each. */
import type { Node, Parent, Root } from 'mdast'
import { toString as plainText } from 'mdast-util-to-string'

export interface Sentence {
  /** As written, without emphasis; code stays in backticks. */
  text: string
  line: number
  /** Headings above it, outermost first. */
  section: readonly string[]
}

/** The end of a sentence, and the beginning of a point on a line of its own. */
const boundary = /(?<=[.!?])["')\]`*]*\s+(?=\S)/g

function* sentencesOf(raw: string, line: number, section: readonly string[]): Generator<Sentence> {
  let from = 0
  const ends = [...raw.matchAll(boundary)].map((match) => match.index + match[0].length)
  for (const end of [...ends, raw.length]) {
    const text = raw.slice(from, end)
    const at = line + (raw.slice(0, from).match(/\n/g)?.length ?? 0)
    const plain = text.replaceAll('**', '').replaceAll(/\s+/g, ' ').trim()
    if (plain !== '') yield { text: plain, line: at, section }
    from = end
  }
}

/** Sentences of paragraphs, list items, quotes and headings; not of code blocks and tables. */
export function sentences(root: Root, source: string): Sentence[] {
  const found: Sentence[] = []
  let section: string[] = []
  const visit = (node: Node) => {
    const { position } = node
    if (node.type === 'table' || node.type === 'code') return
    if (node.type === 'heading') {
      const { depth } = node as Node & { depth: number }
      section = [...section.slice(0, depth - 1), plainText(node)]
    }
    if ((node.type === 'paragraph' || node.type === 'heading') && position) {
      const raw = source.slice(position.start.offset, position.end.offset)
      found.push(...sentencesOf(raw, position.start.line, section))
    } else if ('children' in node) for (const child of (node as Parent).children) visit(child)
  }
  visit(root)
  return found
}
