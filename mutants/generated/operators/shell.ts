/** Operators on shell scripts, on their syntax tree. Pure. */
import { forEachChild, parse, type SyntaxNode } from 'unbash'
import type { Change } from '../change.ts'
import { constantsIn } from './constants.ts'

function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node
  const children: SyntaxNode[] = []
  forEachChild(node, (child) => {
    children.push(child)
  })
  for (const child of children) yield* walk(child)
}

/** Every change of a script: a command that does nothing, an option left out, a constant. */
export function shellChanges(text: string): Change[] {
  return [...walk(parse(text))].flatMap((node): Change[] => {
    if (node.type !== 'Command' || node.name === undefined) return []
    // An exit code is no quantity: it has no unit, and is the rest of a division by 256.
    const isCode = node.name.value === 'exit'
    const drop: Change = { operator: 'drop-command', start: node.pos, end: node.end, put: ':' }
    const words = node.suffix.flatMap(({ pos, end }): Change[] => {
      const written = text.slice(pos, end)
      const option: Change = { operator: 'drop-option', start: pos, end, put: '' }
      const constants = constantsIn(written, pos).filter(
        ({ operator }) => !(isCode && operator === 'constant-unit'),
      )
      return [...(written.startsWith('-') ? [option] : []), ...constants]
    })
    return [drop, ...words]
  })
}
