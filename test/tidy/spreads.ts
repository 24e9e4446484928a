/**
 * A literal is written out, not spread into another one: `{ ...{ port: 1 } }` is `{ port: 1 }`.
 * TypeScript looks for no excess properties in what is spread: a mistyped name would pass there.
 */

import {
  type ArrayExpressionElement,
  type Expression,
  type ObjectPropertyKind,
  parseSync,
  Visitor,
} from 'oxc-parser'
import type { Source } from './sources.ts'

type Part = ObjectPropertyKind | ArrayExpressionElement
type Literal = 'ObjectExpression' | 'ArrayExpression'

/** Findings `path:line: what is wrong`, for each literal that is spread into one of its kind. */
export function spreadLiterals({ path, text }: Source): string[] {
  if (path.startsWith('mutants/')) return [] // Not yet written out.
  const findings: string[] = []
  const refuse = (literal: Literal, parts: readonly Part[]) => {
    for (const part of parts) {
      if (part?.type !== 'SpreadElement' || unwrapped(part.argument).type !== literal) continue
      const line = text.slice(0, part.start).split('\n').length
      findings.push(`${path}:${line}: a literal is spread, write it out`)
    }
  }
  new Visitor({
    ObjectExpression: (node) => refuse('ObjectExpression', node.properties),
    ArrayExpression: (node) => refuse('ArrayExpression', node.elements),
    CallExpression: (node) => refuse('ArrayExpression', node.arguments),
    NewExpression: (node) => refuse('ArrayExpression', node.arguments),
  }).visit(parseSync(path, text).program)
  return findings
}

/** The expression in parentheses, or before `as`, `satisfies` or `!`. */
function unwrapped(node: Expression): Expression {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return unwrapped(node.expression)
    default:
      return node
  }
}
