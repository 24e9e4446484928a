/** Nothing grows past what one can read at once: lines, functions, files. */

import { type Node, parseSync, Visitor } from 'oxc-parser'
import type { Source } from './sources.ts'

const lineColumns = 100
const functionLines = 70
const fileLines = 300
/** A call of `test`, `it` or `describe` at the beginning of a line. */
const holdsTests = /^\s*(test|it|describe)\b.*\(/m

export function longLines({ path, text }: Source): string[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.length <= lineColumns || cannotBreak(path, line)) return []
    return [`${path}:${index + 1}: ${line.length} columns, at most ${lineColumns}`]
  })
}

/** A link, a row of a table, JSON, and code that a mutant finds: one line however long it is. */
function cannotBreak(path: string, line: string): boolean {
  const row = path.endsWith('.md') && /^\s*\|/.test(line)
  const quoted = path.startsWith('mutants/') && /^\s*['"`]/.test(line)
  return row || quoted || /\.jsonl?$/.test(path) || /https?:\/\/\S{40,}/.test(line)
}

export function longFile({ path, text }: Source): string[] {
  const lines = text.trimEnd().split('\n').length
  return lines <= fileLines ? [] : [`${path}: ${lines} lines, at most ${fileLines}`]
}

/** Functions of any kind; one that only holds tests is excused. */
export function longFunctions({ path, text }: Source): string[] {
  const findings: string[] = []
  const measure = (node: Node) => {
    const first = lineOf(text, node.start)
    const lines = lineOf(text, node.end) - first + 1
    if (lines <= functionLines || holdsTests.test(text.slice(node.start, node.end))) return
    findings.push(`${path}:${first}: a function of ${lines} lines, at most ${functionLines}`)
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(parseSync(path, text).program)
  return findings
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
