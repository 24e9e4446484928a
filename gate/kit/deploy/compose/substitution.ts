/**
 * Variables in the values of a compose file: `$A`, `${A}`, `${A:-default}`, `${A:?error}` and
 * `${A:+other}`, each operator also without its colon, nested, and `$$` for a dollar.
 * https://docs.docker.com/reference/compose-file/interpolation/
 */
import { ownValue } from '#gate/own-value.ts'

/** A variable in a text. `word` is the text after the operator, which may contain variables. */
interface Reference {
  name: string
  operator?: '-' | '?' | '+'
  /** The operator has a colon: an empty value counts as none. */
  emptyIsUnset: boolean
  word: string
}

const start =
  /\$(?:(?<dollar>\$)|(?<plain>[a-z_]\w*)|\{(?<braced>[a-z_]\w*)(?<operator>:?[-?+]|\}))/gi

/** Far more than anybody nests variables; less than what a stack can bear. */
const deepest = 100

/**
 * The positions of closing braces by those of their opening ones, found in one go. Braces are
 * balanced; those in which others are nested too deeply are left out.
 */
function closingBraces(text: string): Map<number, number> {
  const closing = new Map<number, number>()
  /** Those that are open, each with how deeply others are nested in it. */
  const open: { at: number; depth: number }[] = []
  for (const { index: at, 0: brace } of text.matchAll(/[{}]/g)) {
    if (brace === '{') open.push({ at, depth: 0 })
    else {
      const closed = open.pop()
      if (!closed) continue
      if (closed.depth < deepest) closing.set(closed.at, at)
      const around = open.at(-1)
      if (around) around.depth = Math.max(around.depth, closed.depth + 1)
    }
  }
  return closing
}

/** The literal parts and variables of a text, in order. Any other `$` is literal. */
function partsOf(text: string): (string | Reference)[] {
  const parts: (string | Reference)[] = []
  let at = 0
  let closing: Map<number, number> | undefined
  for (const match of text.matchAll(start)) {
    if (match.index < at) continue // Within the word of the variable before.
    const { dollar, plain, braced, operator } = match.groups ?? {}
    const after = match.index + match[0].length
    const name = plain ?? braced
    if (dollar || name === undefined) {
      parts.push(text.slice(at, match.index), '$')
      at = after
    } else if (plain || operator === '}') {
      parts.push(text.slice(at, match.index), { name, emptyIsUnset: false, word: '' })
      at = after
    } else {
      closing ??= closingBraces(text)
      const end = closing.get(match.index + 1)
      if (end === undefined) continue // Compose refuses it, or nobody means it.
      parts.push(text.slice(at, match.index), {
        name,
        operator: operator?.at(-1) as '-' | '?' | '+',
        emptyIsUnset: operator?.startsWith(':') ?? false,
        word: text.slice(after, end),
      })
      at = end + 1
    }
  }
  return [...parts, text.slice(at)].filter((part) => part !== '')
}

/** Values of variables: of an environment file, say. */
export type Values = Readonly<Record<string, string>>

export interface Substituted {
  text: string
  /** Whether it depends on a variable that has neither a value nor a default. */
  isOpen: boolean
}

/**
 * A text with its variables replaced as Compose does it.
 * @param values of variables; all others are unset
 * @param required what a variable becomes that must be set, and is not
 */
export function substitute(text: string, values: Values = {}, required = ''): Substituted {
  let isOpen = false
  const replaced = partsOf(text).map((part) => {
    if (typeof part === 'string') return part
    const { name, operator, emptyIsUnset, word } = part
    const value = ownValue(values, name)
    const isSet = value !== undefined && (value !== '' || !emptyIsUnset)
    if (operator === '+' && !isSet) return ''
    if (operator !== '+' && isSet) return value
    if (operator === '-' || operator === '+') {
      const inner = substitute(word, values, required)
      isOpen ||= inner.isOpen
      return inner.text
    }
    isOpen = true
    return operator === '?' ? required : ''
  })
  return { text: replaced.join(''), isOpen }
}

/** The variable that a text is as a whole, with or without a default; undefined for any other. */
export function soleVariable(text: string): string | undefined {
  const [part, ...others] = partsOf(text)
  return typeof part === 'object' && others.length === 0 ? part.name : undefined
}

/** Whether Compose cannot read a variable of a text: it has a `${` that nothing replaces. */
export function isMalformed(text: string): boolean {
  return substitute(text.replaceAll('$$', '')).text.includes('${')
}

/**
 * Replaces variables by their defaults, and those that must be set by a mark. An empty default
 * counts as none.
 */
export function markOpen(text: string, mark: string): string {
  const marked = partsOf(text).map((part) => {
    if (typeof part === 'string') return part
    if (part.operator !== '-' && part.operator !== '+') return mark
    const word = markOpen(part.word, mark)
    return part.operator === '-' && word === '' ? mark : word
  })
  return marked.join('')
}

/** All texts in a document replaced; keys stay, as Compose does not substitute in them. */
export function substituteAll(document: unknown, values: Values = {}, required = ''): unknown {
  if (typeof document === 'string') return substitute(document, values, required).text
  if (Array.isArray(document)) return document.map((item) => substituteAll(item, values, required))
  if (typeof document !== 'object' || document === null) return document
  return Object.fromEntries(
    Object.entries(document).map(([key, item]) => [key, substituteAll(item, values, required)]),
  )
}

/** A variable of a file, and what happens if it is not set. */
export interface Variable {
  name: string
  /** `default`: it has a value; `required`: it refuses to start; `none`: it is empty. */
  absence: 'default' | 'required' | 'none'
}

function absenceOf({ operator }: Reference): Variable['absence'] {
  if (operator === undefined) return 'none'
  // `+`: another text if it is set, and meant to be empty if it is not.
  return operator === '?' ? 'required' : 'default'
}

/** Texts of a document, keys left out. */
function* textsIn(document: unknown): Generator<string> {
  if (typeof document === 'string') yield document
  else if (typeof document === 'object' && document !== null) {
    for (const item of Object.values(document)) yield* textsIn(item)
  }
}

/** The variables of a document, each once for each thing that is said of it. */
export function variablesOf(document: unknown): Variable[] {
  const found = new Map<string, Variable>()
  for (const text of textsIn(document)) {
    const references = partsOf(text).filter((part) => typeof part !== 'string')
    for (const reference of references) {
      const variables = [
        { name: reference.name, absence: absenceOf(reference) },
        ...variablesOf(reference.word),
      ]
      for (const each of variables) found.set(`${each.name} ${each.absence}`, each)
    }
  }
  return [...found.values()]
}
