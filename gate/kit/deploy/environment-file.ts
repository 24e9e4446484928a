/**
 * Reads environment files like Docker Compose: byte-order mark, CRLF, `export`, quotes, comments,
 * multi-line values and interpolation.
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
 */
import { isMalformed, substitute, type Values } from './compose/substitution.ts'

/** A variable, a comment or an error in the file. */
type Entry =
  | { kind: 'value'; name: string; value: string; quote: '"' | "'" | undefined; line: number }
  /** A name without a value, which is taken from the shell. */
  | { kind: 'name'; name: string }
  | { kind: 'comment'; text: string }
  | { kind: 'refused'; line: number; why: string }

const namePattern = /(?:export[ \t]+)?([\p{L}\p{N}_.[\]-]+)[^\S\n]*([=:]|(?=\n|$))[^\S\n]*/uy
const quotedPattern = { '"': /"((?:[^"\\]|\\[\s\S])*)"/y, "'": /'((?:[^'\\]|\\[\s\S])*)'/y }

/** The end of the line that contains a position. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** Matches a sticky pattern at a position. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** The entry that begins at a position, and where it ends. */
function entryAt(text: string, at: number): { entry: Entry; end: number } {
  const end = lineEnd(text, at)
  if (text[at] === '#') return { entry: { kind: 'comment', text: text.slice(at + 1, end) }, end }
  const line = text.slice(0, at).split('\n').length
  const refuse = (why: string) => ({ entry: { kind: 'refused' as const, line, why }, end })
  const head = matchAt(namePattern, text, at)
  const [whole = '', name = '', separator] = head ?? []
  if (!head) return refuse('expected NAME=value')
  if (!separator) return { entry: { kind: 'name', name }, end }
  const from = at + whole.length
  const quote = text[from]
  if (quote === '"' || quote === "'") {
    const quoted = matchAt(quotedPattern[quote], text, from)
    if (!quoted) return refuse(`${name} has no closing quote`)
    const value = (quoted[1] ?? '').replaceAll(`\\${quote}`, quote)
    return { entry: { kind: 'value', name, value, quote, line }, end: from + quoted[0].length }
  }
  const [value = ''] = text.slice(from, end).split(' #')
  return { entry: { kind: 'value', name, value: value.trimEnd(), quote: undefined, line }, end }
}

function* entriesOf(file: string): Generator<Entry> {
  const text = file.replace(/^\uFEFF/, '')
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1
      continue
    }
    const { entry, end } = entryAt(text, at)
    yield entry
    at = Math.max(end, at + 1)
  }
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  // Interpolation turns `$$` into `$`.
  $: '$$',
}

/** Resolves the escapes in a double-quoted value. */
function unescaped(value: string): string {
  return value.replace(/\\(?:0([0-7]{1,3})|([abfnrtv"\\$]))/g, (_, octal?: string, letter = '') =>
    octal === undefined ? (escapes[letter] ?? '') : String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

/**
 * The variables of an environment file. A value may refer to earlier variables.
 * @param shell variables of the operator's shell. Default: none
 */
export function environmentValues(text: string, shell: Values = {}): Record<string, string> {
  const values: Record<string, string> = {}
  for (const entry of entriesOf(text)) {
    if (entry.kind === 'name' && shell[entry.name] !== undefined) {
      values[entry.name] = shell[entry.name] ?? ''
    }
    if (entry.kind !== 'value') continue
    const { name, value, quote } = entry
    const written = quote === '"' ? unescaped(value) : value
    values[name] = quote === "'" ? value : substitute(written, { ...values, ...shell }).text
  }
  return values
}

/** Lines that Compose rejects, each with the reason. */
export function refusedLines(text: string): string[] {
  return [...entriesOf(text)].flatMap((entry) => {
    if (entry.kind === 'refused') return [`line ${entry.line}: ${entry.why}`]
    const isOpen = entry.kind === 'value' && entry.quote !== "'" && isMalformed(entry.value)
    return isOpen ? [`line ${entry.line}: ${entry.name} has a variable that cannot be read`] : []
  })
}

/** A commented-out variable. */
const template = /^[ \t]*(?:export[ \t]+)?([A-Z_][A-Z0-9_]*)[ \t]*=/

/** The names of the variables in an environment file, including commented-out ones. */
export function namesIn(text: string): string[] {
  const names = [...entriesOf(text)].flatMap((entry) => {
    if (entry.kind === 'comment') return template.exec(entry.text)?.[1] ?? []
    return entry.kind === 'refused' ? [] : entry.name
  })
  return [...new Set(names)]
}
