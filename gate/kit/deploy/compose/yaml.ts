/** YAML files of a deployment as maps. */
import {
  type Document,
  isNode,
  parse,
  parseAllDocuments,
  type ScalarTag,
  type Tags,
  visit,
} from 'yaml'
import { inconclusive, messageOf } from '#gate/errors.ts'
import { holdsItself, holdsItselfMessage } from '#gate/holds-itself.ts'
import { isMap } from '#gate/yaml-map.ts'

/** Far more than anybody writes; less than what aliases of aliases of aliases come to. */
export const maxAliasCount = 1_000_000
/** Tags of others (`!reset`, `!vault`) are none of ours. */
const reading = { merge: true, logLevel: 'error', maxAliasCount } as const

/** Keys that JavaScript calls to make a text of a map; no format of ours has them. */
const callable = ['toString', 'valueOf']

/** @param value holds nothing that holds itself */
function callableKeyIn(value: unknown, seen = new Set<unknown>()): string | undefined {
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined
  seen.add(value)
  const own = callable.find((key) => Object.hasOwn(value, key))
  if (own !== undefined) return own
  for (const each of Object.values(value)) {
    const found = callableKeyIn(each, seen)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * A parsed value that others walk through and make texts of.
 * @throws Error if the one would never end, or the other cannot be done
 */
export function sound<Value>(value: Value): Value {
  if (holdsItself(value)) throw new Error(holdsItselfMessage)
  const key = callableKeyIn(value)
  if (key !== undefined) throw new Error(`no key may be called "${key}"`)
  return value
}

/**
 * Parses a YAML file, with merge keys applied.
 * @param name the config's key for the file
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is none
 */
export function yamlDocument(text: string, name: string): unknown {
  try {
    return sound(parse(text, reading))
  } catch (cause) {
    throw inconclusive(`${name} is not valid YAML: ${messageOf(cause)}`, cause)
  }
}

/** Whole numbers that YAML 1.2 takes for texts or for other numbers, and Compose does not. */
function wholeNumber(test: RegExp, base: number): ScalarTag {
  const resolve = (text: string) => Number.parseInt(text.replace(/_|0b/g, ''), base)
  return { tag: 'tag:yaml.org,2002:int', default: true, test, resolve }
}

const numbers = [
  wholeNumber(/^[-+]?0[0-7_]+$/, 8),
  wholeNumber(/^[-+]?0b[01_]+$/, 2),
  wholeNumber(/^[-+]?[1-9][0-9]*(?:_[0-9]+)+$/, 10),
]
const ofCompose = { ...reading, customTags: (tags: Tags) => [...numbers, ...tags] }

/** Takes out what a file says to take out: in one file, that is as if it were not written. */
function withoutReset(document: Document): void {
  visit(document, {
    Pair: (_, { value }) => {
      return isNode(value) && value.tag === '!reset' ? visit.REMOVE : undefined
    },
  })
}

/** Two documents of one file as Compose takes them: the later one's values hold. */
function overlaid(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over ?? base
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  return Object.fromEntries([...keys].map((key) => [key, overlaid(base[key], over[key])]))
}

/**
 * The documents of a file as they are written.
 * @throws PreflightError PREFLIGHT_E_INCONCLUSIVE if it is no YAML
 */
export function writtenDocuments(text: string, name: string): Document[] {
  const documents = parseAllDocuments(text, ofCompose)
  const all = 'empty' in documents ? [] : documents
  const [problem] = all.flatMap(({ errors }) => errors)
  if (problem) throw inconclusive(`${name} is not valid YAML: ${messageOf(problem)}`, problem)
  return all
}

/** The value of documents of one file; what they take out of others is left out. */
export function contentOf(documents: readonly Document[], name: string): unknown {
  try {
    for (const one of documents) withoutReset(one)
    return documents.map((one) => sound(one.toJS(reading))).reduce(overlaid, null)
  } catch (cause) {
    throw inconclusive(`${name} is not valid YAML: ${messageOf(cause)}`, cause)
  }
}

/** As {@link yamlDocument}, of a file that may have several documents. */
export function yamlDocuments(text: string, name: string): unknown {
  return contentOf(writtenDocuments(text, name), name)
}
