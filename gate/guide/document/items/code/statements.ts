/**
 * Programs in whatever language, by their layout: what stands at the beginning of a line begins a
 * statement, and what is indented or closes a bracket belongs to it.
 */
import type { CodeReader, Piece } from '../../item.ts'
import { isComment, noteAbove } from './lines.ts'

const beginning = /^[^\s)\]}]/
const ignored = /^(import|from|using|package|use|require|include|pass|end|else)\b/
/** The head of a function or class: its body says how, not what. */
const head = /^(export |default |public |static |async )*(def|class|module|function|func|fn)\b/
/** What counts wherever it is: decorators, heads, and the entries of a literal by quoted name. */
const inner = /^\s+(@\w|(async )?def \w|class \w|function \w)/
const entry = /^\s+(["'])[\w.-]+\1\s*(:|=>)\s*\S/

/** Each statement of a program; of a function or class, its head. */
export const readStatements: CodeReader = (code) => {
  const lines = code.split('\n')
  const pieces: Piece[] = []
  let open: Piece | undefined
  const add = (kind: Piece['kind'], line: number, text: string): Piece => {
    const piece = { kind, line, endLine: line, text, note: noteAbove(lines, line) }
    pieces.push(piece)
    return piece
  }
  for (const [line, text] of lines.entries()) {
    if (text.trim() === '' || isComment(text)) continue
    if (beginning.test(text)) {
      if (ignored.test(text)) {
        open = undefined
        continue
      }
      const statement = add('statement', line, text)
      open = head.test(text) ? undefined : statement
    } else if (open) {
      open.text += `\n${text}`
      open.endLine = line
    } else if (inner.test(text)) add('statement', line, text)
    else if (entry.test(text)) add('setting', line, text)
  }
  return pieces
}
