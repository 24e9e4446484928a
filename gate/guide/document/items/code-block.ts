/** A code block: itself, and what promises something inside it. */
import type { Code } from 'mdast'
import type { Piece } from '../item.ts'
import { normalisedText } from '../normalise.ts'
import { readerOf } from './code/languages.ts'
import { readLines } from './code/lines.ts'

/** Characters of a block beyond which it is data, and no part of it is an item. */
const largestBlock = 64_000

/** The parts of a block; of one that its own reader refuses, the lines. */
function partsOf({ lang, value }: Code): Piece[] {
  if (value.length > largestBlock) return []
  try {
    return readerOf(lang, value)(value)
  } catch {
    return readLines(value)
  }
}

/** @param isFenced whether a fence stands above the code */
export function codePieces(block: Code, isFenced: boolean): Piece[] {
  const { start, end } = block.position ?? { start: { line: 1 }, end: { line: 1 } }
  const first = start.line + (isFenced ? 1 : 0)
  const parts = partsOf(block).map((part) => ({
    ...part,
    line: first + part.line,
    endLine: first + part.endLine,
    text: normalisedText(part.text),
  }))
  return [
    { kind: 'code block', line: start.line, endLine: end.line, text: block.value },
    ...parts.filter(({ text }) => text !== ''),
  ]
}
