/** The sentences in HTML, which a guide may hold anywhere. */
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import type { Piece } from '../item.ts'
import { sentences } from './prose.ts'

type Node = DefaultTreeAdapterTypes.ChildNode
const silent = new Set(['script', 'style', 'template'])

/** Elements that are a part of the sentence around them. */
const inlineNames = 'a abbr b cite code del em i ins kbd mark q s samp small span strong sub sup u'
const inline = new Set(inlineNames.split(' '))

/** The texts of a tree, each with its line in it: what no block comes between is one text. */
function textsOf(html: string): { value: string; line: number }[] {
  const { childNodes } = parseFragment(html, { sourceCodeLocationInfo: true })
  const stack: (Node | undefined)[] = childNodes.toReversed()
  const texts: { value: string; line: number }[] = []
  let isOpen = false
  while (stack.length > 0) {
    const node = stack.pop()
    // The end of a block ends its text, as its beginning does.
    if (!node || (node.nodeName !== '#text' && !inline.has(node.nodeName))) isOpen = false
    if (!node) continue
    const last = texts.at(-1)
    if (node.nodeName === '#text' && 'value' in node) {
      if (isOpen && last) last.value += node.value
      else texts.push({ value: node.value, line: node.sourceCodeLocation?.startLine ?? 1 })
      isOpen = true
    } else if ('childNodes' in node && !silent.has(node.nodeName)) {
      if (!inline.has(node.nodeName)) stack.push(undefined)
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
