/** Requests described by an OpenAPI document, with a value for each field. */
import { randomUUID } from 'node:crypto'
import type { RequestSpec } from '#gate/contract/contract.ts'
import type { RunningTarget } from '#gate/system/running.ts'
import { unknownLike } from '#gate/system/unknown-id.ts'

type Node = Record<string, unknown>
const isNode = (value: unknown): value is Node => value !== null && typeof value === 'object'
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** An operation of a document, where it lies. */
interface Operation {
  method: string
  /** With the prefix of the document's server, and parameters as `{id}`. */
  path: string
  parameters: Node[]
  /** Schemas of the fields of its JSON body; undefined without a body. */
  fields: Node | undefined
}

/** Resolves a reference within the document. */
function resolved(document: Node, value: unknown): Node {
  if (!isNode(value)) return {}
  const { $ref } = value
  if (typeof $ref !== 'string') return value
  const parts = $ref.replace(/^#\//, '').split('/')
  const found = parts.reduce<unknown>((at, part) => (isNode(at) ? at[part] : undefined), document)
  return isNode(found) ? found : {}
}

/** What stands before each path: of the first server (OpenAPI 3), or `basePath` (Swagger 2). */
function prefixOf({ servers, basePath }: Node): string {
  const [server] = Array.isArray(servers) ? servers : []
  const url = isNode(server) ? server.url : basePath
  if (typeof url !== 'string' || !URL.canParse(url, 'http://target')) return ''
  return new URL(url, 'http://target').pathname.replace(/\/$/, '')
}

/** The schemas of the fields of a JSON body: of OpenAPI 3, or of Swagger 2. */
function fieldsOf(document: Node, operation: Node, parameters: readonly Node[]): Node | undefined {
  const { content } = resolved(document, operation.requestBody)
  const media = isNode(content) ? resolved(document, content['application/json']) : {}
  const body = parameters.find((parameter) => parameter.in === 'body')
  const { properties } = resolved(document, media.schema ?? body?.schema)
  return isNode(properties) ? properties : undefined
}

function operationsOf(document: unknown): Operation[] {
  if (!isNode(document) || !isNode(document.paths)) return []
  const prefix = prefixOf(document)
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = isNode(item) ? item[method] : undefined
      if (!isNode(item) || !isNode(operation)) return []
      const lists = [item.parameters ?? [], operation.parameters ?? []]
      const parameters = lists.flat().map((parameter) => resolved(document, parameter))
      const fields = fieldsOf(document, operation, parameters)
      return [{ method: method.toUpperCase(), path: `${prefix}${path}`, parameters, fields }]
    }),
  )
}

/** The parameters in the query, as the end of a path: `?page=1&size=1`. */
function queryOf(parameters: readonly Node[]): string {
  const names = parameters.flatMap(({ in: place, name }) => (place === 'query' ? [`${name}`] : []))
  if (names.length === 0) return ''
  return `?${names.map((name) => `${encodeURIComponent(name.toWellFormed())}=1`).join('&')}`
}

const text = 'preflight'

/** What stands for a parameter of a path: one of its few values, or an id that nothing has. */
function unknownFor(document: unknown, parameter: Node | undefined): string {
  // Swagger 2 has no schema, and says it of the parameter itself.
  const schema = resolved(document as Node, parameter?.schema ?? parameter)
  const { enum: few, format } = schema
  if (Array.isArray(few)) return encodeURIComponent(String(few[0]))
  return format === 'uuid' ? randomUUID() : unknownLike('')
}

/** How many parts of a path, from its start, a template has too. */
function sharedParts(template: readonly string[], path: readonly string[]): number {
  const differs = template.findIndex((part, at) => part !== path[at] && !isParameter(part))
  return Math.min(path.length, differs < 0 ? template.length : differs)
}

const isParameter = (part: string) => /^\{[^}]*\}$/.test(part)

/** A path with something for each of its parameters: what a known path has, if they begin alike. */
function filled(
  document: unknown,
  { path, parameters }: Operation,
  known: readonly (readonly string[])[],
): string {
  const template = path.split('/')
  const [like = []] = known.toSorted(
    (one, other) => sharedParts(template, other) - sharedParts(template, one),
  )
  const agreed = sharedParts(template, like)
  const parts = template.map((part, at) => (at < agreed ? (like[at] ?? part) : part))
  return parts.join('/').replace(/\{([^}]*)\}/g, (_, name) => {
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name)
    return unknownFor(document, parameter)
  })
}

/**
 * Every operation of the document.
 * @param known paths of requests for what exists: other paths get its ids where they begin alike;
 *   what nobody knows gets an id that does not exist
 */
export function requestsOf(document: unknown, known: readonly string[] = []): RequestSpec[] {
  const paths = known.map((path) => path.replace(/\?.*$/, '').split('/'))
  return operationsOf(document).map((operation) => ({
    method: operation.method as RequestSpec['method'],
    path: `${filled(document, operation, paths)}${queryOf(operation.parameters)}`,
    ...(operation.fields && {
      json: Object.fromEntries(Object.keys(operation.fields).map((name) => [name, text])),
    }),
  }))
}

/** The OpenAPI document that the target serves; undefined if it serves none. */
export async function servedDocument(running: RunningTarget): Promise<unknown> {
  const path = running.config.endpoints?.openapi ?? '/openapi.json'
  const reply = await running.tryPatiently({ method: 'GET', path })
  return reply.ok && reply.status === 200 ? reply.json : undefined
}

/** Whether a path is one of a template's: `/lists/{list}` has `/lists/7`. */
function isAt(template: string, path: string): boolean {
  const parts = path.split('/')
  const wanted = template.split('/')
  return (
    wanted.length === parts.length &&
    wanted.every((part, at) => part === parts[at] || part.includes('{'))
  )
}

/** A value that a field of text or numbers takes; undefined for what takes few values only. */
function sampleOf(document: unknown, schema: unknown): string | number | undefined {
  const { type, enum: few, format } = resolved(document as Node, schema)
  if (few !== undefined || format !== undefined) return undefined
  if (type === 'string') return text
  return type === 'integer' || type === 'number' ? 1 : undefined
}

/**
 * What the document lets this request say besides: the request with one field more, for each of
 * them, and that field's name.
 */
export function withOptionalFields(
  document: unknown,
  spec: RequestSpec,
): { spec: RequestSpec; field: string }[] {
  const { method, json } = spec
  if (!isNode(json) || Array.isArray(json)) return []
  const path = spec.path.replace(/\?.*$/, '')
  const operation = operationsOf(document).find(
    (each) => each.method === method && isAt(each.path, path),
  )
  return Object.entries(operation?.fields ?? {}).flatMap(([field, schema]) => {
    const value = sampleOf(document, schema)
    if (value === undefined || field in json) return []
    return [{ spec: { ...spec, json: { ...json, [field]: value } }, field }]
  })
}
