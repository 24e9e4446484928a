/** Operators on YAML, and on JSON, which is YAML too, on the document's tree. Pure. */
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import type { Change } from '../change.ts'
import { constantsIn, flipped } from './constants.ts'
import { type Area, dropEach, pairs, swap } from './lists.ts'

/** Where a node is written, without the comment and the line's end after it. */
function areaOf(text: string, { range }: Node): Area | undefined {
  if (!range) return undefined
  const [start, end] = range
  return { start, end: start + text.slice(start, end).trimEnd().length }
}

function areaOfPair(text: string, { key, value }: Pair): Area | undefined {
  const name = isNode(key) ? areaOf(text, key) : undefined
  const what = isNode(value) ? areaOf(text, value) : undefined
  return name && { start: name.start, end: Math.max(name.end, what?.end ?? 0) }
}

const known = (areas: readonly (Area | undefined)[]) => areas.filter((area) => area !== undefined)

function ofScalar(text: string, node: Node): Change[] {
  const area = areaOf(text, node)
  if (!area) return []
  const written = text.slice(area.start, area.end)
  const quote = /^["']/.test(written) ? 1 : 0
  const word = written.slice(quote, written.length - quote)
  const at = area.start + quote
  return [...constantsIn(word, at), ...flipped(word, at)]
}

/** A number stays one in quotes: what is no number is not mistaken for one. */
function kindOf(value: unknown): string {
  return typeof value === 'string' && /^\d/.test(value) ? 'number' : typeof value
}

/** Values of keys side by side, each in place of the other. */
function swapped(text: string, items: readonly Pair[]): Change[] {
  return pairs(items).flatMap(([one, other]) => {
    if (!isScalar(one.value) || !isScalar(other.value)) return []
    if (kindOf(one.value.value) !== kindOf(other.value.value)) return []
    const [first, second] = [areaOf(text, one.value), areaOf(text, other.value)]
    return first && second ? swap(text, first, second) : []
  })
}

/** Every change of a document that leaves one that can be read. */
export function yamlChanges(text: string): Change[] {
  const changes: Change[] = []
  const document = parseDocument(text)
  visit(document, {
    Map: (_, { items }) => {
      changes.push(...dropEach('drop-key', known(items.map((pair) => areaOfPair(text, pair)))))
      changes.push(...swapped(text, items))
    },
    Seq: (_, { items }) => {
      const areas = items.map((item) => (isNode(item) ? areaOf(text, item) : undefined))
      changes.push(...dropEach('drop-element', known(areas)))
    },
    Scalar: (key, node) => {
      if (key !== 'key') changes.push(...ofScalar(text, node))
    },
  })
  const size = sizeOf(document.contents)
  return changes.filter(({ start, end, put }) => {
    const changed = parseDocument(text.slice(0, start) + put + text.slice(end))
    return changed.errors.length === 0 && sizeOf(changed.contents) <= size
  })
}

/** How many nodes there are. */
function sizeOf(contents: unknown): number {
  if (isMap(contents) || isSeq(contents)) {
    return contents.items.reduce((sum: number, item) => sum + sizeOf(item), 1)
  }
  return isPair(contents) ? sizeOf(contents.value) + 1 : 1
}
