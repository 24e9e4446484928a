/** Bodies of requests, made from their schemas. */
import type { ApiOperation, ApiSchema } from '../read/openapi.ts'
import type { Place } from './fields.ts'

/** A value, and where in the body it goes. */
export type Given = readonly [place: Place, value: unknown]

const formats: Readonly<Record<string, string>> = {
  email: 'preflight@example.com',
  date: '2030-01-01',
  time: '12:00:00Z',
  'date-time': '2030-01-01T00:00:00Z',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/** Texts of which one fits most patterns. */
const specimens = [
  'preflight',
  'Preflight',
  'PREFLIGHT',
  'PF',
  'PFL',
  '1',
  '12345',
  '+15550100100',
  '#336699',
  '1.0.0',
  'preflight@example.com',
  'https://example.com/',
  '2030-01-01',
]

function matching(pattern: string): string | undefined {
  try {
    const expression = new RegExp(pattern, 'u')
    return specimens.find((text) => expression.test(text))
  } catch {
    return undefined // Other languages write other patterns.
  }
}

function textOf({ format = '', pattern, minLength = 0 }: ApiSchema): string {
  const fitting = pattern === undefined ? undefined : matching(pattern)
  return formats[format] ?? fitting ?? 'preflight'.padEnd(minLength, '-')
}

/** A value of a document in a template: its braces are no placeholders. */
function literal(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[{}]/g, '$&$&')
  if (Array.isArray(value)) return value.map(literal)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, literal(each)]))
}

/** A value that the schema accepts. */
export function exampleOf(schema: ApiSchema): unknown {
  const given = schema.example ?? schema.default ?? schema.enum?.[0]
  if (given !== undefined && given !== null) return literal(given)
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (schema.type === 'boolean') return false
  if (schema.type === 'array') {
    return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items ?? {}))
  }
  if (schema.type === 'object' || schema.properties) return bodyFields(schema, [])
  return textOf(schema)
}

/** The fields that are given, and examples for the others that are required. */
export function bodyFields(
  { properties = {}, required = [] }: ApiSchema,
  given: readonly Given[],
): Record<string, unknown> {
  const names = [...new Set([...given.map(([[name = '']]) => name), ...required])]
  const fill = (name: string): unknown => {
    const of = given.filter(([[first]]) => first === name)
    const whole = of.find(([place]) => place.length === 1)
    if (whole) return whole[1]
    const inside = of.map(([place, value]) => [place.slice(1), value] as const)
    const schema = properties[name] ?? {}
    return inside.length === 0 ? exampleOf(schema) : bodyFields(schema, inside)
  }
  const isSent = (name: string) =>
    given.some(([[first]]) => first === name) || !properties[name]?.readOnly
  return Object.fromEntries(names.filter(isSent).map((name) => [name, fill(name)]))
}

/** The part of a request that is its body. */
export function bodyOf(
  { kind, schema }: NonNullable<ApiOperation['body']>,
  given: readonly Given[],
): { json?: object; form?: Record<string, string> } {
  const fields = bodyFields(schema, given)
  if (Object.keys(fields).length === 0) return {}
  if (kind === 'json') return { json: fields }
  return {
    form: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  }
}
