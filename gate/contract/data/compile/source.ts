/** Reads a value out of an answer, as a source says. */
import { compile, JSONPathError, type JSONPathQuery, type JSONValue } from 'json-p3'
import { inconclusive } from '#gate/errors.ts'
import type { Reply } from '../../requests.ts'
import { cookiesAfter } from '../../set-cookies.ts'
import type { Values } from '../template.ts'
import type { Source, SourceData } from '../types.ts'
import { attributeOf } from './html.ts'

/** Everything that a source finds: no value, one, or those of a list. */
export type Find = (reply: Reply) => readonly unknown[]

/** The placeholders of a JSONPath, which are of the request: `$[?@.id == {id}].title`. */
const placeholder = /\{([A-Za-z_][\w-]*)\}/g

export function namesInPath(path: string): string[] {
  return [...path.matchAll(placeholder)].map(([, name = '']) => name)
}

/** A JSONPath with values in place of its placeholders. */
export function filledPath(path: string, values: Values = {}): string {
  return path.replace(placeholder, (_, name) => values[name] ?? '')
}

/** What a JSONPath compares with as it is. */
const literal = /^(-?\d+(\.\d+)?|true|false|null)$/

function queryOf(path: string): JSONPathQuery | undefined {
  try {
    return compile(path)
  } catch (error) {
    if (error instanceof JSONPathError) return undefined
    throw error
  }
}

/**
 * The query for an answer, or undefined if the request named nothing: `@.id == {id}` without an id
 * is of no item. What is no value as it is, such as a name, stands as text in it.
 */
function filledQuery(path: string, values: Values = {}): JSONPathQuery | undefined {
  if (namesInPath(path).some((name) => !values[name])) return undefined
  const texts = Object.entries(values).map(([name, value]) => {
    return [name, literal.test(value ?? '') ? value : JSON.stringify(value)] as const
  })
  return queryOf(filledPath(path, values)) ?? queryOf(filledPath(path, Object.fromEntries(texts)))
}

/**
 * What a JSONPath finds. A list that is found alone is its items. The path is compiled on its first
 * use, as k6 has the functions that read answers, and not the library.
 */
function compilePath(path: string): Find {
  const isOpen = namesInPath(path).length > 0
  let query: JSONPathQuery | undefined
  return ({ json, saved }) => {
    if (json === undefined) return []
    query = isOpen ? filledQuery(path, saved) : (query ?? compile(path))
    if (query === undefined) return []
    const found = query.query(json as JSONValue).values()
    const [first, ...others] = found
    return Array.isArray(first) && others.length === 0 ? first : found
  }
}

function whereOf({ json, header, cookie, input, meta, saved }: SourceData): Find {
  if (json !== undefined) return compilePath(json)
  if (header !== undefined) return ({ headers }) => [headers[header.toLowerCase()] ?? []].flat()
  if (cookie !== undefined) {
    return (reply) => [(reply.cookies ?? cookiesAfter(undefined, reply))[cookie] ?? []].flat()
  }
  if (input !== undefined) {
    return ({ text }) => [attributeOf(text, { tag: 'input', name: input, attribute: 'value' })]
  }
  if (meta !== undefined) {
    return ({ text }) => [attributeOf(text, { tag: 'meta', name: meta, attribute: 'content' })]
  }
  if (saved !== undefined) return (reply) => [reply.saved?.[saved]]
  return ({ text }) => [text]
}

/** The first group of a match, or all of it if there is none. */
export function matchOf(regex: string, text: string): string | undefined {
  const match = new RegExp(regex, 'm').exec(text)
  return match ? (match[1] ?? match[0]) : undefined
}

/** Reads a source once, to ask many answers. */
export function compileSource(source: Source): Find {
  const data = typeof source === 'string' ? { json: source } : source
  const where = whereOf(data)
  const { regex, otherwise } = data
  return (reply) => {
    const found = where(reply)
      .map((each) => (regex === undefined ? each : matchOf(regex, String(each))))
      .filter((each) => each !== undefined && each !== null)
    return found.length === 0 && otherwise !== undefined ? [otherwise] : found
  }
}

/** The source in words: `a match of $.access_token`. */
export function sourceInWords(source: Source): string {
  if (typeof source === 'string') return source
  const named = Object.entries(source).map(([kind, name]) => `${kind} ${name}`)
  return named.join(', ')
}

/** One value as text; undefined if nothing was found. */
export function compileText(source: Source): (reply: Reply) => string | undefined {
  const find = compileSource(source)
  return (reply) => {
    const [first] = find(reply)
    if (first === undefined) return undefined
    return typeof first === 'object' ? JSON.stringify(first) : String(first)
  }
}

/** The same for what nothing works without. @throws PREFLIGHT_E_INCONCLUSIVE naming the key */
export function compileNeeded(key: string, source: Source): (reply: Reply) => string {
  const read = compileText(source)
  return (reply) => {
    const value = read(reply)
    if (value !== undefined && value !== '') return value
    throw inconclusive(`${key}: the answer (${reply.status}) has no ${sourceInWords(source)}`)
  }
}
