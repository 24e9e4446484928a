/** The commands of a shell script, as far as they are known without running it. Pure. */
import {
  type Assignment,
  type Command,
  forEachChild,
  type ParameterExpansionPart,
  parse,
  type SyntaxNode,
  type Word,
  type WordPart,
} from 'unbash'

/** The words of a command; a variable with an unknown value is `${NAME}`. */
export type Words = string[]

/** The variables at one place in the script; `undefined` if the value is not certain. */
type Scope = Map<string, string | string[] | undefined>

const open = (name: string) => `\${${/^[a-z_]/i.test(name) ? name : `ARGUMENT_${name}`}}`

/** A command substitution, always written `$(…)`. */
function output(text: string): string {
  const inner = text.startsWith('`') ? text.slice(1, -1) : text.slice(2, -1)
  return `$(${inner.replace(/[()]/g, ' ').trim()})`
}

function parameter(part: ParameterExpansionPart, scope: Scope): string {
  const { operation } = part
  const known = scope.get(part.parameter)
  const value = Array.isArray(known) ? known.join(' ') : known
  if (part.prefix !== undefined) return open(part.parameter)
  if (operation === undefined) return value ?? open(part.parameter)
  if (operation.type !== 'Default') return open(part.parameter)
  const isSet = value !== undefined && (value !== '' || !operation.operator.startsWith(':'))
  const operand = () => wordText(operation.operand, scope)
  if (operation.operator.endsWith('+')) return isSet ? operand() : ''
  if (isSet) return value
  return operation.operator.endsWith('?') ? open(part.parameter) : operand()
}

/** The text of a part of a word. */
function partText(part: WordPart, scope: Scope): string {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map((child) => partText(child, scope)).join('')
    case 'SimpleExpansion': {
      const name = part.text.slice(1)
      const known = scope.get(name)
      return (Array.isArray(known) ? known[0] : known) ?? open(name)
    }
    case 'ParameterExpansion':
      return parameter(part, scope)
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
      return output(part.text)
    default:
      return part.text
  }
}

function wordText({ value, parts }: Word, scope: Scope): string {
  return parts === undefined ? value : parts.map((part) => partText(part, scope)).join('')
}

/** The elements of the array that a word expands to: `"${NAME[@]}"`. */
function elements({ parts }: Word, scope: Scope): string[] | undefined {
  const [only, ...others] = parts ?? []
  const [inner, ...more] = only?.type === 'DoubleQuoted' ? only.parts : [only]
  if (others.length > 0 || more.length > 0 || inner?.type !== 'ParameterExpansion') return undefined
  const known = scope.get(inner.parameter)
  return inner.index !== undefined && Array.isArray(known) ? known : undefined
}

/** Expands a word; the shell splits unquoted variables into several. */
function wordsOf(word: Word, scope: Scope): string[] {
  const whole = elements(word, scope)
  if (whole) return whole
  const text = wordText(word, scope)
  const isBare = (word.parts ?? []).every(
    ({ type }) => type === 'SimpleExpansion' || type === 'ParameterExpansion',
  )
  if (word.parts === undefined || !isBare) return [text]
  return text.match(/(?:\$\([^)]*\)|\S)+/g) ?? []
}

function assign({ name, value, append }: Assignment, scope: Scope, isCertain: boolean): void {
  const before = scope.get(name)
  const after =
    value.type === 'ArrayValue'
      ? value.elements.flatMap((element) => wordsOf(element, scope))
      : wordText(value, scope)
  const isOther = scope.has(name) && JSON.stringify(before) !== JSON.stringify(after)
  if (append && Array.isArray(before) && Array.isArray(after)) {
    scope.set(name, [...before, ...after])
  } else if (append && typeof before === 'string' && typeof after === 'string') {
    scope.set(name, before + after)
  } else {
    // A branch changes it: either value may hold afterwards.
    scope.set(name, !isCertain && isOther ? undefined : after)
  }
}

/** Commands that set variables of the script. */
const declarations = new Set(['export', 'declare', 'local', 'readonly', 'typeset'])

function runCommand(command: Command, scope: Scope, isCertain: boolean): Words | undefined {
  const { name, prefix, args } = command
  const assignments = name === undefined ? prefix : declarations.has(name.value) ? args : []
  for (const each of assignments) {
    if (each.type === 'Assignment') assign(each, scope, isCertain)
  }
  if (name === undefined) return undefined
  const rest = args.flatMap((each) =>
    each.type === 'Assignment' ? [each.text] : wordsOf(each, scope),
  )
  return [...wordsOf(name, scope), ...rest]
}

const branches = new Set(['If', 'Case', 'While', 'For', 'Select', 'ArithmeticFor', 'AndOr'])

/** A command, and where it begins in the script. */
export interface PlacedCommand {
  words: Words
  at: number
}

/**
 * The commands of a script in order, including those in functions, branches and substitutions.
 * @param variables in the environment of the script
 */
export function placedCommandsIn(
  script: string,
  variables: Readonly<Record<string, string>>,
): PlacedCommand[] {
  const scope: Scope = new Map(Object.entries(variables))
  const found: PlacedCommand[] = []
  const visit = (node: SyntaxNode, isCertain: boolean) => {
    if (node.type === 'For' || node.type === 'Select') scope.set(node.name.value, undefined)
    const isBranch = branches.has(node.type)
    forEachChild(node, (child) => visit(child, isCertain && !isBranch))
    if (node.type !== 'Command') return
    const words = runCommand(node, scope, isCertain)
    if (words) found.push({ words, at: node.pos })
  }
  visit(parse(script), true)
  return found
}

/** As {@link placedCommandsIn}, without the places. */
export function commandsIn(script: string, variables: Readonly<Record<string, string>>): Words[] {
  return placedCommandsIn(script, variables).map(({ words }) => words)
}
