/** Operators on JavaScript and TypeScript, on the syntax tree. Pure. */
import { type Node, parseSync, visitorKeys } from 'oxc-parser'
import type { Change } from '../change.ts'
import { byOne, constantChanges, inOtherUnit } from './constants.ts'
import { isDocumentation } from './documentation.ts'
import { dropEach, pairs, swap } from './lists.ts'

/** A node with what it is a part of, the outermost first. */
interface Placed {
  node: Node
  within: readonly Node[]
}

/** Types have no meaning when the program runs. */
const isType = ({ type }: Node) =>
  /^TS(Type|Interface|Literal|Union|Array|Function)/.test(type) || type === 'ImportDeclaration'

function* walk(node: Node, within: readonly Node[] = []): Generator<Placed> {
  if (isType(node) || isDocumentation(node, within.at(-1))) return
  yield { node, within }
  const inside = [...within, node]
  for (const key of visitorKeys[node.type] ?? []) {
    const child = (node as unknown as Record<string, Node | (Node | null)[] | null>)[key]
    for (const one of Array.isArray(child) ? child : [child]) if (one) yield* walk(one, inside)
  }
}

const area = ({ start, end }: Node) => ({ start, end })

function negated(text: string, test: Node): Change {
  const inner = test.type === 'UnaryExpression' && test.operator === '!' ? test.argument : undefined
  const put = inner ? text.slice(inner.start, inner.end) : `!(${text.slice(test.start, test.end)})`
  return { operator: 'negate-condition', ...area(test), put }
}

const boundaries: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' }
const equalities: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' }
const logicals: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' }

/** The operator between two operands in place of another. */
function between(text: string, left: Node, sign: string, put: string) {
  const start = text.indexOf(sign, left.end)
  return { start, end: start + sign.length, put }
}

function ofExpression(text: string, { node, within }: Placed): Change[] {
  switch (node.type) {
    case 'ConditionalExpression':
      return [negated(text, node.test)]
    case 'BinaryExpression': {
      const { left, operator } = node
      const isTest = /^(If|While|Conditional)/.test(within.at(-1)?.type ?? '')
      const boundary = boundaries[operator]
      if (boundary) {
        return [{ operator: 'move-boundary', ...between(text, left, operator, boundary) }]
      }
      const other = equalities[operator]
      if (other === undefined || isTest) return []
      return [{ operator: 'negate-condition', ...between(text, left, operator, other) }]
    }
    case 'LogicalExpression': {
      const { left, operator } = node
      const other = logicals[operator]
      // With `??` beside it the other one would have to be in parentheses.
      if (other) return [{ operator: 'swap-logical', ...between(text, left, operator, other) }]
      return [{ operator: 'drop-fallback', start: left.end, end: node.end, put: '' }]
    }
    case 'AwaitExpression': {
      const put = text.slice(node.argument.start, node.argument.end)
      return [{ operator: 'drop-await', ...area(node), put }]
    }
    default:
      return []
  }
}

function ofStatement(text: string, { node }: Placed): Change[] {
  const drop: Change = { operator: 'drop-statement', ...area(node), put: ';' }
  switch (node.type) {
    case 'IfStatement':
      return node.alternate ? [negated(text, node.test)] : [negated(text, node.test), drop]
    case 'WhileStatement':
      return [negated(text, node.test)]
    case 'ExpressionStatement':
      return node.directive ? [] : [drop]
    default:
      return []
  }
}

function ofLiteral({ node, within }: Placed): Change[] {
  if (node.type !== 'Literal') return []
  const parent = within.at(-1)
  if (parent?.type === 'Property' && parent.key === node) return []
  if (typeof node.value === 'boolean') {
    return [{ operator: 'flip-boolean', ...area(node), put: String(!node.value) }]
  }
  if (typeof node.value !== 'number') return []
  // A place in a list is no quantity, so nobody mistakes its unit.
  const isIndex = parent?.type === 'MemberExpression' && parent.property === node
  const other = isIndex ? undefined : inOtherUnit(node.value)
  return constantChanges(area(node), byOne(node.value), other)
}

/** Whether an object is an argument of a call, or a part of one that is. */
function isOptions({ node, within }: Placed): boolean {
  const parent = within.at(-1)
  if (!parent) return false
  if (parent.type === 'CallExpression' || parent.type === 'NewExpression') return true
  const isInner = parent.type === 'ObjectExpression' || parent.type === 'Property'
  return isInner && node !== parent && isOptions({ node: parent, within: within.slice(0, -1) })
}

/** Two that stand side by side and are of one kind, so that one may be taken for the other. */
function swapped(text: string, values: readonly Node[]): Change[] {
  return pairs(values)
    .filter(([one, other]) => one.type === other.type && !/Function|Object/.test(one.type))
    .flatMap(([one, other]) => swap(text, one, other))
}

function ofList(text: string, placed: Placed): Change[] {
  const { node } = placed
  switch (node.type) {
    case 'ObjectExpression': {
      const isKept = (property?: Node) => property && !isDocumentation(property, node)
      const dropped = isOptions(placed)
        ? dropEach('drop-option', node.properties).filter((_, index) =>
            isKept(node.properties[index]),
          )
        : []
      const values = node.properties
        .filter(isKept)
        .flatMap((property) =>
          property.type === 'Property' && property.kind === 'init' && !property.shorthand
            ? [property.value]
            : [],
        )
      return [...dropped, ...swapped(text, values)]
    }
    case 'ArrayExpression': {
      const items = node.elements.filter((element) => element !== null)
      return items.length === node.elements.length ? dropEach('drop-element', items) : []
    }
    case 'CallExpression':
    case 'NewExpression':
      return swapped(
        text,
        node.arguments.filter(({ type }) => type === 'Identifier'),
      )
    default:
      return []
  }
}

/**
 * Every change of a program that leaves one that parses.
 * @param file its name tells the language
 */
export function scriptChanges(text: string, file: string): Change[] {
  const changes = [...walk(parseSync(file, text).program)].flatMap((placed) => [
    ...ofStatement(text, placed),
    ...ofExpression(text, placed),
    ...ofLiteral(placed),
    ...ofList(text, placed),
  ])
  return changes.filter(({ start, end, put }) => {
    const changed = text.slice(0, start) + put + text.slice(end)
    return parseSync(file, changed).errors.length === 0
  })
}
