/** Lines of code: what every reader needs of them, and the reader for what no other one reads. */
import type { CodeReader } from '../../item.ts'

/** A comment in the languages of guides. */
const comment = /^\s*(?:#(?!!)|\/\/|--|;|<!--)/
const markers = /^\s*(?:#+|\/\/+|--+|;+|<!--)\s?|\s*-->\s*$/g

export const isComment = (line: string): boolean => comment.test(line)

/** The comment directly above a line, without its markers. */
export function noteAbove(lines: readonly string[], line: number): string {
  let first = line
  while (first > 0 && isComment(lines[first - 1] ?? '')) first -= 1
  return lines
    .slice(first, line)
    .map((each) => each.replace(markers, ''))
    .join(' ')
}

/** The line, counted from 0, of each position that is asked for. */
export function lineCounter(text: string): (at: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (at) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Each line that says something. */
export const readLines: CodeReader = (code) => {
  const lines = code.split('\n')
  return lines.flatMap((text, line) => {
    if (!/[\p{L}\p{N}]/u.test(text) || isComment(text)) return []
    return [{ kind: 'line' as const, line, endLine: line, text, note: noteAbove(lines, line) }]
  })
}
