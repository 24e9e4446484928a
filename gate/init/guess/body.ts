/** Bodies of requests, made from their schemas. */
import type { ApiOperation, ApiSchema } from '../read/openapi.ts'

/** The first of these names that a schema has a property for. */
export function propertyIn(
  schema: ApiSchema | undefined,
  wanted: readonly string[],
): string | undefined {
  const known = Object.keys(schema?.properties ?? {})
  return wanted.find((name) => known.includes(name))
}

const formats: Readonly<Record<string, string>> = {
  email: 'preflight@example.com',
  date: '2030-01-01',
  'date-time': '2030-01-01T00:00:00Z',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/** A value that the schema accepts. */
export function exampleOf(schema: ApiSchema): unknown {
  const given = schema.example ?? schema.default ?? schema.enum?.[0]
  if (given !== undefined && given !== null) return given
  if (schema.type === 'integer' || schema.type === 'number') return 1
  if (schema.type === 'boolean') return false
  if (schema.type === 'array') return []
  if (schema.type === 'object' || schema.properties) return bodyFields(schema, {})
  return formats[schema.format ?? ''] ?? 'preflight'.padEnd(schema.minLength ?? 0, '-')
}

/** The fields that are given, and examples for the others that are required. */
export function bodyFields(
  schema: ApiSchema,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const others = (schema.required ?? []).filter((name) => !(name in given))
  const properties = schema.properties ?? {}
  return {
    ...given,
    ...Object.fromEntries(others.map((name) => [name, exampleOf(properties[name] ?? {})])),
  }
}

/** The part of a request that is its body. */
export function bodyOf(
  { kind, schema }: NonNullable<ApiOperation['body']>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const fields = bodyFields(schema, given)
  if (Object.keys(fields).length === 0) return {}
  if (kind === 'json') return { json: fields }
  return {
    form: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  }
}
