import { type Directive, parseNginx } from '#gate/kit/edge/syntax.ts'
import type { CodeReader, Piece } from '../../item.ts'
import { lineCounter, noteAbove } from './lines.ts'

/** Each directive of an nginx configuration; of a block, its head. */
export const readNginx: CodeReader = (code) => {
  const lines = code.split('\n')
  const lineAt = lineCounter(code)
  const pieces: Piece[] = []
  const visit = (directive: Directive, within: readonly string[]) => {
    const { start, end, inside, block } = directive
    const text = code.slice(start, inside === undefined ? end : inside).replace(/\s*[;{]$/, '')
    const line = lineAt(start)
    pieces.push({
      kind: 'directive',
      line,
      endLine: lineAt((inside ?? end) - 1),
      text,
      within: within.join(' > '),
      note: noteAbove(lines, line),
    })
    for (const each of block ?? []) visit(each, [...within, text])
  }
  for (const directive of parseNginx(code, 'nginx.conf')) visit(directive, [])
  return pieces
}
