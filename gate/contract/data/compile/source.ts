/** Reads a value out of an answer, as a source says. */
import { compile, type JSONPathQuery, type JSONValue } from 'json-p3'
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

/**
 * What a JSONPath finds. A list that is found alone is its items. The path is compiled on its first
 * use, as k6 has the functions that read answers, and not the library.
 */
function compilePath(path: string): Find {
  const names = namesInPath(path)
  let query: JSONPathQuery | undefined
  return ({ json, saved }) => {
    if (json === undefined) return []
    if (names.length > 0) query = compile(filledPath(path, saved))
    query ??= compile(path)
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
  const { regex } = data
  return (reply) =>
    where(reply)
      .map((found) => (regex === undefined ? found : matchOf(regex, String(found))))
      .filter((found) => found !== undefined && found !== null)
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
