/**
 * Values as a finding shows them: complete, without ambiguity, and in words where a sign would be
 * easy to miss. A number is printed as it is, an object as JSON with its keys in order.
 */
import { asymmetricWords, isAsymmetric } from './asymmetric.ts'

/** A longer list or object is cut, with the number of what was left out. */
const maxEntries = 50
/** Longer values are spread over several lines. */
const maxLineLength = 90
/** So many equal items in a row are shown once, with their number. */
const minRepeats = 4

/** A value by itself: texts of several lines as they are, what is empty in words. */
export function render(value: unknown): string {
  if (value === '') return 'an empty text'
  if (typeof value === 'string' && value.trim().includes('\n')) return value
  if (Array.isArray(value) && value.length === 0) return 'an empty list'
  return literal(value, [])
}

/** Values side by side: `401, 403`. */
export function renderAll(values: Iterable<unknown>): string {
  return [...values].map((value) => literal(value, [])).join(', ')
}

/** @param within the objects that hold it, so that a circle ends */
function literal(value: unknown, within: readonly object[]): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `function ${value.name || 'without a name'}`
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return String(value)
  if (within.includes(value)) return 'the same object again'
  return objectLiteral(value, [...within, value])
}

function objectLiteral(value: object, within: readonly object[]): string {
  const print = (each: unknown) => literal(each, within)
  if (isAsymmetric(value)) return asymmetricWords(value, print)
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof Date) return Number.isNaN(+value) ? 'an invalid date' : value.toISOString()
  if (value instanceof RegExp) return String(value)
  if (value instanceof Promise) return 'a promise'
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (Array.isArray(value)) return list(value, print)
  if (value instanceof Set) return `set of ${list([...value], print)}`
  if (value instanceof Map) {
    return `map of ${braces([...value].map(([key, each]) => [print(key), print(each)]))}`
  }
  const given = Object.entries(value).filter(([, each]) => each !== undefined)
  const sorted = given.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return braces(sorted.map(([key, each]) => [JSON.stringify(key), print(each)]))
}

function list(items: readonly unknown[], print: (item: unknown) => string): string {
  return enclosed('[', shortened(runs(items.map(print))), ']')
}

interface Entry {
  text: string
  /** How many items it stands for. */
  count: number
}

/** Equal texts in a row become one, with their number. */
function runs(texts: readonly string[]): Entry[] {
  const found: Entry[] = []
  for (const text of texts) {
    const last = found.at(-1)
    if (last?.text === text) last.count += 1
    else found.push({ text, count: 1 })
  }
  return found.flatMap(({ text, count }) =>
    count < minRepeats
      ? Array.from({ length: count }, () => ({ text, count: 1 }))
      : [{ text: `${text} (${count} times)`, count }],
  )
}

/** The first entries, and how many more there are. */
function shortened(entries: readonly Entry[]): string[] {
  const texts = entries.slice(0, maxEntries).map(({ text }) => text)
  const left = entries.slice(maxEntries).reduce((sum, { count }) => sum + count, 0)
  return left > 0 ? [...texts, `… ${left} more`] : texts
}

function braces(entries: readonly (readonly [key: string, value: string])[]): string {
  const texts = entries.map(([key, value]) => ({ text: `${key}: ${value}`, count: 1 }))
  return enclosed('{', shortened(texts), '}')
}

function enclosed(open: string, texts: readonly string[], close: string): string {
  const line = `${open}${texts.join(', ')}${close}`
  if (texts.length === 0 || (line.length <= maxLineLength && !line.includes('\n'))) return line
  const lines = texts.map((text) => `  ${text.replaceAll('\n', '\n  ')}`)
  return [open, lines.join(',\n'), close].join('\n')
}
