/** The sentences in HTML, which a guide may hold anywhere. */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import type { Piece } from '../item.ts'
import { sentences } from './prose.ts'

type Node = DefaultTreeAdapterTypes.ChildNode
const silent = new Set(['script', 'style', 'template'])

/** The texts of a tree, each with its line in it. */
function textsOf(html: string): { value: string; line: number }[] {
  const stack: Node[] = parseFragment(html, {
    sourceCodeLocationInfo: true,
  }).childNodes.toReversed()
  const texts: { value: string; line: number }[] = []
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.nodeName === '#text' && 'value' in node) {
      texts.push({ value: node.value, line: node.sourceCodeLocation?.startLine ?? 1 })
    } else if ('childNodes' in node && !silent.has(node.nodeName)) {
      for (const child of node.childNodes.toReversed()) stack.push(child)
    }
  }
  return texts
}

/** @param line of the first line of the HTML in the guide */
export function htmlSentences(html: string, line: number): Piece[] {
  return textsOf(html).flatMap(({ value, line: at }) => {
    const point = { line: line + at - 1, column: 1 }
    return sentences([{ type: 'text', value, position: { start: point, end: point } }])
  })
}
