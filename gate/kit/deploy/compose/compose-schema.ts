/**
 * Validates a compose file with the schema of the Compose Specification from the package
 * docker-compose (by the authors of the specification, Apache License 2.0).
 */
import { Ajv, type ErrorObject } from 'ajv'
import specification from 'docker-compose/schema/compose-spec.json' with { type: 'json' }
import { inWords, type Problem } from './problem.ts'
import { forSchema } from './resolved.ts'

/** Ajv knows the draft by another address. */
const { $schema: _draft, ...withoutDraft } = specification

let validator: ReturnType<Ajv['compile']> | undefined

function pathOf(instancePath: string): string[] {
  const parts = instancePath.split('/').slice(1)
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

const typeNames: Readonly<Record<string, string>> = { object: 'map', array: 'list', null: 'empty' }
const anyOf = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** `a string`, `a list or a map`. */
function typesInWords(types: readonly string[]): string {
  const articles = { integer: 'an integer', null: 'empty' } as Readonly<Record<string, string>>
  return anyOf.format(
    [...new Set(types)].map((type) => articles[type] ?? `a ${typeNames[type] ?? type}`),
  )
}

/** Lists whose repetitions Compose takes out before it asks the schema. */
const deduplicated = new Set(
  ['annotations', 'args', 'cap_add', 'cap_drop', 'devices', 'configs', 'labels', 'links', 'tags']
    .concat(['dns', 'dns_opt', 'dns_search', 'environment', 'env_file', 'expose', 'aliases'])
    .concat(['link_local_ips', 'ports', 'profiles', 'secrets', 'sysctls', 'tmpfs', 'volumes'])
    .concat(['constraints', 'cache_from', 'cache_to', 'additional_contexts', 'platform']),
)

function withoutRepetitions(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = deduplicated.has(key) ? [...new Set(value)] : value
    return items.map((item) => withoutRepetitions(item))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withoutRepetitions(item, name)]),
  )
}

/** The errors that explain a place: that of no alternative fits says nothing of its own. */
function tellingOf(errors: readonly ErrorObject[]): ErrorObject[] {
  const telling = errors.filter(({ keyword }) => !['oneOf', 'anyOf', 'if'].includes(keyword))
  const others = telling.filter(({ keyword }) => keyword !== 'type')
  return others.length > 0 ? others : telling
}

function messageOf(errors: readonly ErrorObject[]): string[] {
  const types = errors.filter(({ keyword }) => keyword === 'type')
  if (types.length > 0) {
    return [`must be ${typesInWords(types.flatMap(({ params }) => params.type as string[]))}`]
  }
  return errors.map(({ keyword, message = 'is refused', params }) => {
    if (keyword === 'additionalProperties') return `may not have ${params.additionalProperty}`
    if (keyword === 'enum') return `must be one of ${params.allowedValues.join(', ')}`
    if (keyword === 'required') return `must have ${params.missingProperty}`
    if (keyword === 'uniqueItems') return 'must not have the same item twice'
    return message
  })
}

/**
 * What the schema refuses, at its deepest place: where a value may have several forms, the one that
 * it comes closest to explains what is wrong.
 * @param document resolved; what is wrong with a value that only the operator knows is left out
 */
export function schemaErrors(document: unknown): Problem[] {
  validator ??= new Ajv({
    strict: false,
    allErrors: true,
    verbose: false,
    validateFormats: false,
  }).compile(withoutDraft)
  const { document: filled, isOpen } = forSchema(withoutRepetitions(document))
  if (validator(filled)) return []
  const byPlace = Map.groupBy(validator.errors ?? [], ({ instancePath }) => instancePath)
  const places = [...byPlace.keys()]
  return places.flatMap((place) => {
    if (isOpen(place)) return []
    // Deeper places tell why none of the alternatives fits here.
    const isExplained = places.some((other) => other.startsWith(`${place}/`))
    const errors = byPlace.get(place) ?? []
    const own = isExplained ? errors.filter(({ keyword }) => isOwn(keyword)) : tellingOf(errors)
    const path = pathOf(place)
    return [...new Set(messageOf(own))].map((message) => ({ path, message, by: 'schema' }) as const)
  })
}

/** Whether a keyword speaks of the place itself, whatever is wrong further in. */
function isOwn(keyword: string): boolean {
  return ['additionalProperties', 'required', 'uniqueItems'].includes(keyword)
}

/** What is wrong with a file by the schema, in words; empty if nothing is. */
export function schemaProblems(document: unknown): string[] {
  return schemaErrors(document).map(inWords)
}
