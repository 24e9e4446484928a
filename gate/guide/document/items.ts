/** A guide as the list of all that may promise something, in its order. */
import type { Nodes, Root, RootContent } from 'mdast'
import type { GuideItem, Piece } from './item.ts'
import { codePieces } from './items/code-block.ts'
import { htmlSentences } from './items/html.ts'
import { plainText, sentences, whole } from './items/prose.ts'
import { hashOf, normalisedCode, normalisedText, wordMarks } from './normalise.ts'
import { parseMarkdown } from './parse.ts'
import { sourceOf } from './source.ts'

/** What is left to visit; a stack instead of recursion, as guides may nest anything. */
interface Visit {
  node: Nodes
  /** The text of the list item around it. */
  within: string
  /** The header of its table. */
  note?: string
}

/** Children to visit in their order: the stack's top comes first. */
const visits = (nodes: readonly Nodes[], within: string, note?: string): Visit[] =>
  nodes.map((node) => ({ node, within, ...(note === undefined ? {} : { note }) })).reverse()

function rowText(row: Nodes): string {
  const cells = 'children' in row ? row.children : []
  return cells.map((cell) => normalisedText(plainText([cell]).text)).join(' | ')
}

/** What one node is, and what of it is left to visit. */
function opened({ node, within, note }: Visit, text: string): [Piece[], Visit[]] {
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return [sentences(node.children), []]
    case 'html':
      return [htmlSentences(node.value, node.position?.start.line ?? 1), []]
    case 'code': {
      const isFenced = /[`~]/.test(text[node.position?.start.offset ?? 0] ?? '')
      return [codePieces(node, isFenced), []]
    }
    case 'listItem': {
      const [first, ...rest] = node.children
      if (first?.type !== 'paragraph') return [[], visits(node.children, within)]
      const kind = typeof node.checked === 'boolean' ? 'checklist item' : 'list item'
      const piece = whole(first.children, kind)
      return [[piece], visits(rest, piece.text)]
    }
    case 'table': {
      const header = node.children[0] ? rowText(node.children[0]) : ''
      return [[], visits(node.children, within, header)]
    }
    case 'tableRow': {
      const { start, end } = node.position ?? { start: { line: 1 }, end: { line: 1 } }
      const row = rowText(node)
      const piece: Piece = { kind: 'table row', line: start.line, endLine: end.line, text: row }
      return [[{ ...piece, note: row === note ? '' : (note ?? '') }], []]
    }
    default:
      return [[], 'children' in node ? visits(node.children, within) : []]
  }
}

/** All pieces of a part of the document. */
function* piecesOf(node: RootContent, text: string): Generator<Piece> {
  const stack: Visit[] = [{ node, within: '' }]
  for (let visit = stack.pop(); visit; visit = stack.pop()) {
    const [pieces, left] = opened(visit, text)
    for (const piece of pieces) yield { within: visit.within, ...piece }
    for (const each of left) stack.push(each)
  }
}

function itemOf(piece: Piece, section: readonly string[]): GuideItem {
  const { kind, line, endLine, text, within = '', note = '' } = piece
  const said = kind === 'code block' ? normalisedCode(text) : text
  return {
    kind,
    section,
    line,
    endLine,
    text: said,
    within: normalisedText(within),
    note: normalisedText(note),
    hash: hashOf(said),
    words: wordMarks(said),
  }
}

/** The heading that names the whole guide and no section of it: the first one, alone on top. */
function titleOf(root: Root): RootContent | undefined {
  const headings = root.children.filter((node) => node.type === 'heading')
  const [first, ...others] = headings
  return first && others.every(({ depth }) => depth > first.depth) ? first : undefined
}

/** The items of a parsed document. */
function itemsIn(root: Root, text: string): GuideItem[] {
  const items: GuideItem[] = []
  /** The headings above, with their depths. */
  let open: { depth: number; title: string }[] = []
  const title = titleOf(root)
  for (const node of root.children) {
    if (node === title) continue
    if (node.type === 'heading') {
      const heading = { depth: node.depth, title: normalisedText(plainText(node.children).text) }
      open = [...open.filter(({ depth }) => depth < node.depth), heading]
      continue
    }
    const section = open.map(({ title }) => title)
    for (const piece of piecesOf(node, text)) {
      const item = itemOf(piece, section)
      // A block of blanks has a text, and says nothing.
      if (item.text !== '') items.push(item)
    }
  }
  return items
}

/**
 * The items of a guide's text.
 * @param given CommonMark with GitHub's tables and task lists; any line ends, with or without a BOM
 */
export function itemsOf(given: string): GuideItem[] {
  const text = sourceOf(given)
  return itemsIn(parseMarkdown(text), text)
}
