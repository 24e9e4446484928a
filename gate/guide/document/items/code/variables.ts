import type { CodeReader } from '../../item.ts'
import { noteAbove, readLines } from './lines.ts'

const assignment = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*[=:](?!=)/

/** Whether each line that says something gives a value to a name in upper case. */
export function isEnvironment(code: string): boolean {
  const said = readLines(code)
  return said.length > 0 && said.every(({ text }) => /^\s*(export\s+)?[A-Z][A-Z0-9_]*=/.test(text))
}

/** Each variable of an environment file, with the comment behind its value. */
export const readVariables: CodeReader = (code) => {
  const lines = code.split('\n')
  return readLines(code).map((piece) => {
    if (!assignment.test(piece.text)) return piece
    return { ...piece, kind: 'variable', note: noteAbove(lines, piece.line) }
  })
}
