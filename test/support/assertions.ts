/** The assertions that suites make, by the syntax tree: a report must have words for each. */
import {
  type Argument,
  type CallExpression,
  type MemberExpression,
  parseSync,
  Visitor,
} from 'oxc-parser'
import type { Source } from '../tidy/sources.ts'

/** One `expect(value, label).not.toBe(1)`. */
export interface UsedAssertion {
  /** `path:line`, for messages. */
  at: string
  /** The name of the assertion, after `not.` if it is negated. */
  kind: string
  hasLabel: boolean
}

export interface Assertions {
  used: UsedAssertion[]
  /** Findings `path:line: what is wrong`: ways to assert that nothing can tell of. */
  unknown: string[]
}

/** What may stand for many values inside another: `expect.any(Number)`. */
const asymmetric = /^(not\.)?(any|anything|closeTo|(string|array|object)Containing|stringMatching)$/
const libraries = /^(node:)?assert(\/strict)?$|^chai$/
const vitestAsserts = ['expect', 'assert', 'chai', 'should']

/** Every assertion in a file. */
export function assertionsIn({ path, text }: Source): Assertions {
  const found: Assertions = { used: [], unknown: [] }
  const at = (start: number) => `${path}:${text.slice(0, start).split('\n').length}`
  const refuse = (start: number, what: string) => found.unknown.push(`${at(start)}: ${what}`)
  const { program, module } = parseSync(path, text)
  for (const { start, moduleRequest, entries } of module.staticImports) {
    const names = entries.filter(({ isType }) => !isType).map((entry) => entry.importName.name)
    const fromVitest = moduleRequest.value === 'vitest' ? names : []
    const own = fromVitest.find((name) => name && vitestAsserts.includes(name))
    if (own) refuse(start, `takes ${own} from vitest, not from the check`)
    if (libraries.test(moduleRequest.value)) refuse(start, `imports ${moduleRequest.value}`)
  }
  const seen = new Set<CallExpression | MemberExpression>()
  new Visitor({
    CallExpression: (node) => {
      if (seen.has(node)) return
      const chain = chainOf(node)
      if (!chain) return
      for (const part of chain.parts) seen.add(part)
      const { name, calls } = chain
      if (calls.length === 1 && asymmetric.test(name)) return
      const [, kind] = /^(?:soft\.)?((?:not\.)?\w+)$/.exec(name) ?? []
      const label = calls.length === 2 && kind !== 'soft' ? calls[0]?.arguments : undefined
      if (!label || kind === undefined) refuse(node.start, `cannot follow expect.${name}`)
      else if (isSwapped(text, label[0], node)) refuse(node.start, 'swaps required and observed')
      else found.used.push({ at: at(node.start), kind, hasLabel: label.length === 2 })
    },
    MemberExpression: (node) => {
      if (isExpect(node.object) && !seen.has(node)) refuse(node.start, 'cannot follow expect')
    },
    Property: ({ key, start, value }) => {
      if (isExpect(key) && value.type === 'Identifier' && !isExpect(value)) {
        refuse(start, `renames expect to ${value.name}`)
      }
    },
  }).visit(program)
  for (const { 1: name, index } of text.matchAll(/(\w+)\??: ExpectStatic\b/g)) {
    if (name !== 'expect') refuse(index, `renames expect to ${name}`)
  }
  return found
}

/** Whether what is allowed stands where the observed should: `expect([401]).toContain(status)`. */
function isSwapped(text: string, received: Argument | undefined, outer: CallExpression): boolean {
  if (received && isFixed(received)) return true
  const [argument] = outer.arguments
  const isStatus = argument && /status$/i.test(text.slice(argument.start, argument.end))
  return Boolean(isStatus && /\.toContain\($/.test(text.slice(outer.start, argument?.start)))
}

/** Whether an expression is a value that was written down, not one that was observed. */
function isFixed(node: Argument): boolean {
  if (node.type === 'ArrayExpression') return node.elements.every((each) => each && isFixed(each))
  return node.type === 'Literal'
}

interface Chain {
  /** `soft.not.toBe`. */
  name: string
  /** From the innermost on. */
  calls: CallExpression[]
  parts: (CallExpression | MemberExpression)[]
}

/** The chain of calls and members that begins with `expect`, if it does. */
function chainOf(call: CallExpression): Chain | undefined {
  const chain: Chain = { name: '', calls: [], parts: [] }
  const names: string[] = []
  let node: { type: string } = call
  while (node.type === 'CallExpression' || node.type === 'MemberExpression') {
    const part = node as CallExpression | MemberExpression
    chain.parts.push(part)
    if (part.type === 'CallExpression') {
      chain.calls.unshift(part)
      node = part.callee
    } else {
      const { computed, property } = part
      names.unshift(!computed && property.type === 'Identifier' ? property.name : '[…]')
      node = part.object
    }
  }
  return isExpect(node) ? { ...chain, name: names.join('.') } : undefined
}

function isExpect(node: { type: string; name?: unknown }): boolean {
  return node.type === 'Identifier' && node.name === 'expect'
}
