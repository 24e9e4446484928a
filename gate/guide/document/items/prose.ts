/** The sentences of a paragraph, each with its line. */
import type { Nodes } from 'mdast'
import type { Piece } from '../item.ts'
import { normalisedText } from '../normalise.ts'

/** A text without mark-up, and the line at each position of it. */
interface Plain {
  text: string
  /** The same text in which code counts as one word, so that no full stop in it ends a sentence. */
  masked: string
  /** Where lines and parts begin, rising, with the line there. */
  starts: { at: number; line: number }[]
}

/** What a node says by itself, without its children. */
function ownText(node: Nodes): string | undefined {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return node.value
    case 'image':
    case 'imageReference':
      return node.alt ?? ''
    case 'break':
      return ' '
    case 'html':
      return ''
    default:
      return undefined
  }
}

/** The text of nodes in their order; a stack instead of recursion, as guides may nest anything. */
export function plainText(nodes: readonly Nodes[]): Plain {
  const stack = [...nodes].reverse()
  const plain: Plain = { text: '', masked: '', starts: [] }
  for (let node = stack.pop(); node; node = stack.pop()) {
    const text = ownText(node)
    if (text === undefined) {
      if ('children' in node) for (const child of node.children.toReversed()) stack.push(child)
      continue
    }
    let line = node.position?.start.line ?? 1
    plain.starts.push({ at: plain.text.length, line })
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      line += 1
      plain.starts.push({ at: plain.text.length + at + 1, line })
    }
    plain.text += text
    // A line break ends no sentence either.
    plain.masked += node.type === 'inlineCode' ? 'x'.repeat(text.length) : text.replace(/\n/g, ' ')
  }
  return plain
}

/** The line at a position. */
function lineAt({ starts }: Plain, at: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle]?.at ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return starts[low]?.line ?? 1
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })
/** A comparison and an arithmetic operator, in inline code. */
const formula = /(?=.*(?:[<>≤≥]|[^=]=[^=]))(?=.* [*+×/÷-] )/u

/** Whether something is computed in inline code among the nodes. */
function computes(nodes: readonly Nodes[]): boolean {
  return nodes.some((node) => node.type === 'inlineCode' && formula.test(node.value))
}

/** The sentences of a paragraph's nodes. One with a formula stays whole. */
export function sentences(nodes: readonly Nodes[]): Piece[] {
  const plain = plainText(nodes)
  if (computes(nodes)) return [whole(nodes, 'formula')]
  const pieces: Piece[] = []
  for (const { index, segment } of segmenter.segment(plain.masked)) {
    const written = plain.text.slice(index, index + segment.length)
    const text = normalisedText(written)
    if (!/[\p{L}\p{N}]/u.test(text)) continue
    const from = index + (written.length - written.trimStart().length)
    const to = index + written.trimEnd().length - 1
    pieces.push({
      kind: 'sentence',
      line: lineAt(plain, from),
      endLine: lineAt(plain, to),
      text,
    })
  }
  return pieces
}

/** All the text of nodes as one piece. */
export function whole(nodes: readonly Nodes[], kind: Piece['kind']): Piece {
  const plain = plainText(nodes)
  return {
    kind,
    line: nodes[0]?.position?.start.line ?? 1,
    endLine: nodes.at(-1)?.position?.end.line ?? 1,
    text: normalisedText(plain.text),
  }
}
