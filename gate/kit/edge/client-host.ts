/** Whether a value is the Host header as the client wrote it, through however many variables. */
import type { Directive, Word } from './syntax.ts'
import { directivesOf, variablesOf, walk } from './tree.ts'
import type { Variables } from './variables.ts'

/** The header as the client wrote it. `$host` is taken from the URL first, and has no port. */
const header = 'http_host'
/** Other words of the client that name a host: headers, arguments and cookies. */
const saysClient = (variable: string) =>
  /^(http|arg|cookie)_(\w+_)?(host|forwarded)$/.test(variable)
const attacker = 'attacker.example'
const maxDepth = 10

/** Names that nobody serves: one of its own, and look-alikes of those that are served. */
export function foreignNames(directives: readonly Directive[]): string[] {
  const served = [...walk(directives)]
    .filter(({ directive }) => directive.name === 'server_name')
    .flatMap(({ directive }) => directive.args.map(({ value }) => value))
    .filter((name) => /^[\w-]+(\.[\w-]+)+$/.test(name))
  return [attacker, `www.${attacker}`, ...served.map((name) => `${name}.${attacker}`)]
}

/** Whether a regular expression matches a foreign name; one that is not understood does not. */
function isOpen(pattern: string, isCaseless: boolean, foreign: readonly string[]): boolean {
  try {
    const expression = new RegExp(pattern.replaceAll('(?P<', '(?<'), isCaseless ? 'i' : '')
    return foreign.some((name) => expression.test(name))
  } catch {
    return false
  }
}

/** The key of a table: which hosts it is for. */
function isOpenKey(key: string, foreign: readonly string[]): boolean {
  if (key === 'default') return true
  const [, caseless, pattern] = /^~(\*?)(.*)$/s.exec(key) ?? []
  return pattern !== undefined && isOpen(pattern, caseless === '*', foreign)
}

export interface Condition {
  /** In lower case, without `$`. */
  variable: string
  operator: string
  operand: string
}

/** A condition on a variable: `if ($a = b)`, or `if ($a)`. */
export function conditionIn({ args }: Directive): Condition | undefined {
  const text = args
    .map(({ value }) => value)
    .join(' ')
    .replace(/^\(\s*|\s*\)$/g, '')
  const match = /^\$\{?(\w+)\}?\s+(=|!=|!?~\*?)\s+(.*)$/s.exec(text)
  const [, variable, operator, operand] = match ?? []
  if (variable === undefined || operator === undefined || operand === undefined) return undefined
  return { variable: variable.toLowerCase(), operator, operand }
}

/** A condition on the client's host; undefined if it is about something else. */
function conditionOn(directive: Directive) {
  const condition = conditionIn(directive)
  return condition && /^(http_)?host$/.test(condition.variable) ? condition : undefined
}

/** Whether a table of the client's host gives every foreign name this value. */
function isForEvery(
  variable: string,
  value: string,
  within: readonly Directive[],
  tainted: Tainted,
) {
  const sources = tainted.variables.sources(variable, within)
  const asks = (table: Directive | undefined) =>
    table?.name === 'map' && table.args[0]?.value.replace(/[{}]/g, '') === `$${header}`
  if (sources.length === 0 || !sources.every((each) => asks(each.within.at(-1)))) return false
  const open = sources.filter(({ key = '' }) => isOpenKey(key, tainted.foreign))
  // Without a default it is empty.
  const values = open.map(({ word }) => word.value)
  return [...values, ...(values.length === 0 ? [''] : [])].every((each) => each === value)
}

/**
 * Whether a condition on the way ends every request for a foreign name, so that only names of the
 * configuration come this far. One on `$host` does not: that is another value than the header.
 */
export function isGuarded(within: readonly Directive[], tainted: Tainted): boolean {
  const conditions = within
    .flatMap(({ block = [] }) => directivesOf(block, 'if'))
    .filter(({ block = [] }) => directivesOf(block, 'return').length > 0)
  return conditions.some((each) => {
    const { variable = '', operator, operand } = conditionIn(each) ?? {}
    if (operator === undefined || operand === undefined) return false
    if (variable === header) {
      if (operator === '!=') return true
      return operator.startsWith('!~') && !isOpen(operand, operator === '!~*', tainted.foreign)
    }
    return operator === '=' && isForEvery(variable, operand, within, tainted)
  })
}

/** Whether all conditions around a directive let foreign names through. */
function isReached(within: readonly Directive[], foreign: readonly string[]): boolean {
  return within.every((block) => {
    const condition = block.name === 'if' ? conditionOn(block) : undefined
    if (!condition) return true
    const { operator, operand } = condition
    if (operator === '=') return false
    return !/^~/.test(operator) || isOpen(operand, operator === '~*', foreign)
  })
}

const isCapture = (variable: string, pattern: string) =>
  /^\d$/.test(variable) || pattern.includes(`<${variable}>`)

export interface Tainted {
  variables: Variables
  foreign: readonly string[]
}

/**
 * The variables through which a word carries what the client says, its own words last.
 * @returns undefined if it does not, or only names that the configuration lists
 */
export function clientHostIn(
  word: Pick<Word, 'value'>,
  within: readonly Directive[],
  tainted: Tainted,
  depth = 0,
): string[] | undefined {
  if (depth > maxDepth) return undefined
  for (const variable of variablesOf(word).map((name) => name.toLowerCase())) {
    const way = wayOf(variable, within, tainted, depth)
    if (way) return way
  }
  return undefined
}

function wayOf(
  variable: string,
  within: readonly Directive[],
  tainted: Tainted,
  depth: number,
): string[] | undefined {
  if (saysClient(variable)) return [variable]
  const { variables, foreign } = tainted
  for (const source of variables.sources(variable, within)) {
    const table = source.isSet ? undefined : source.within.at(-1)
    const asked = table?.args.slice(0, -1).find((word) => variablesOf(word).length > 0)
    const ofClient = asked && clientHostIn(asked, within, tainted, depth + 1)
    if (ofClient && !isOpenKey(source.key ?? '', foreign)) continue
    if (source.isSet && !isReached(source.within, foreign)) continue
    const way =
      clientHostIn(source.word, within, tainted, depth + 1) ??
      (isPartOfHost(source, Boolean(ofClient)) ? [header] : undefined)
    if (way) return [variable, ...way]
  }
  return undefined
}

/** Whether a value is what a regular expression found in the client's host. */
function isPartOfHost(
  { word, within, key = '', isSet }: ReturnType<Variables['sources']>[number],
  isAsked: boolean,
): boolean {
  const condition = within.map((block) => (block.name === 'if' ? conditionOn(block) : undefined))
  const ofHost = condition.filter((each) => each?.variable === header && /^~/.test(each.operator))
  const patterns = isSet ? ofHost.map((each) => each?.operand ?? '') : isAsked ? [key] : []
  return patterns.some((pattern) => variablesOf(word).some((name) => isCapture(name, pattern)))
}
