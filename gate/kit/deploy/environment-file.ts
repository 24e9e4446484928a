/**
 * Environment files, read as Docker Compose reads them: a byte-order mark, CRLF, `export`, quotes,
 * comments, values over several lines and of other variables.
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/
 */
import { substitute, type Values } from './compose/substitution.ts'

/** What stands at one place of the file. */
type Entry =
  | { kind: 'value'; name: string; value: string; quote: '"' | "'" | undefined }
  /** A name alone: its value is the shell's. */
  | { kind: 'name'; name: string }
  | { kind: 'comment'; text: string }
  | { kind: 'refused'; line: number; why: string }

const namePattern = /(?:export[ \t]+)?([\p{L}\p{N}_.[\]-]+)[^\S\n]*([=:]|(?=\n|$))[^\S\n]*/uy
const quotedPattern = { '"': /"((?:[^"\\]|\\[\s\S])*)"/y, "'": /'((?:[^'\\]|\\[\s\S])*)'/y }

/** Where the line ends that a place is in. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** A match right at a place. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** The entry that begins at a place, which is no white space, and where it ends. */
function entryAt(text: string, at: number): { entry: Entry; end: number } {
  const end = lineEnd(text, at)
  if (text[at] === '#') return { entry: { kind: 'comment', text: text.slice(at + 1, end) }, end }
  const refuse = (why: string) => {
    const line = text.slice(0, at).split('\n').length
    return { entry: { kind: 'refused' as const, line, why }, end }
  }
  const head = matchAt(namePattern, text, at)
  const [whole = '', name = '', separator] = head ?? []
  if (!head) return refuse('no variable name followed by =')
  if (!separator) return { entry: { kind: 'name', name }, end }
  const from = at + whole.length
  const quote = text[from]
  if (quote === '"' || quote === "'") {
    const quoted = matchAt(quotedPattern[quote], text, from)
    if (!quoted) return refuse(`the value of ${name} lacks its closing quote`)
    const value = (quoted[1] ?? '').replaceAll(`\\${quote}`, quote)
    return { entry: { kind: 'value', name, value, quote }, end: from + quoted[0].length }
  }
  const [value = ''] = text.slice(from, end).split(' #')
  return { entry: { kind: 'value', name, value: value.trimEnd(), quote: undefined }, end }
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
  // Substitution makes one of two.
  $: '$$',
}

/** The escapes of a value in double quotes. */
function unescaped(value: string): string {
  return value.replace(/\\(?:0([0-7]{1,3})|([abfnrtv"\\$]))/g, (_, octal?: string, letter = '') =>
    octal === undefined ? (escapes[letter] ?? '') : String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

/**
 * The variables of an environment file with their values, later ones made of earlier ones.
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

/** Lines that are no part of an environment file, each with the reason. */
export function refusedLines(text: string): string[] {
  return [...entriesOf(text)].flatMap((entry) =>
    entry.kind === 'refused' ? [`line ${entry.line}: ${entry.why}`] : [],
  )
}

/** A comment that is a template of a variable. */
const template = /^[ \t]*(?:export[ \t]+)?([A-Z_][A-Z0-9_]*)[ \t]*=/

/** The names of the variables in an environment file, those that are commented out too. */
export function namesIn(text: string): string[] {
  const names = [...entriesOf(text)].flatMap((entry) => {
    if (entry.kind === 'comment') return template.exec(entry.text)?.[1] ?? []
    return entry.kind === 'refused' ? [] : entry.name
  })
  return [...new Set(names)]
}
