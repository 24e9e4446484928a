/** The operations of an OpenAPI document, with what they take and give. */
import { parse } from 'yaml'

/** A schema of the document, its references followed. */
export interface ApiSchema {
  type?: string
  format?: string
  example?: unknown
  default?: unknown
  enum?: readonly unknown[]
  minLength?: number
  properties?: Readonly<Record<string, ApiSchema>>
  required?: readonly string[]
}

export interface ApiOperation {
  verb: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  /** What the body is sent as; undefined without a body. */
  body?: { kind: 'json' | 'form'; schema: ApiSchema }
  /** The schema of the answer when all is well. */
  answer?: ApiSchema
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Deep enough for every body that a config sends; references may go in circles. */
const maxDepth = 6
const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const

class Reader {
  readonly #document: Json

  constructor(document: Json) {
    this.#document = document
  }

  /** The value that a local reference names. */
  follow(value: unknown): Json {
    let found = value
    for (
      let step = 0;
      step < maxDepth && isObject(found) && typeof found.$ref === 'string';
      step += 1
    ) {
      const keys = found.$ref.replace(/^#\//, '').split('/')
      found = keys.reduce<unknown>(
        (at, key) =>
          isObject(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined,
        this.#document,
      )
    }
    return isObject(found) ? found : {}
  }

  schema(value: unknown, depth = 0): ApiSchema {
    const schema = this.follow(value)
    if (depth > maxDepth) return {}
    const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((some) =>
      Array.isArray(some) ? some : [],
    )
    const merged = [schema, ...parts.map((part) => this.follow(part))].filter(
      ({ type }) => type !== 'null',
    )
    const properties = merged.flatMap((part) => Object.entries(this.follow(part.properties)))
    const [typed] = merged.flatMap(({ type }) =>
      Array.isArray(type) ? type.find((one) => one !== 'null') : (type ?? []),
    )
    const first = (key: string) => merged.find((part) => part[key] !== undefined)?.[key]
    return {
      ...(typed === undefined ? {} : { type: String(typed) }),
      ...Object.fromEntries(
        ['format', 'example', 'default', 'enum', 'minLength']
          .map((key) => [key, first(key)])
          .filter(([, known]) => known !== undefined),
      ),
      ...(properties.length === 0
        ? {}
        : {
            properties: Object.fromEntries(
              properties.map(([name, one]) => [name, this.schema(one, depth + 1)]),
            ),
          }),
      required: merged.flatMap(({ required }) =>
        Array.isArray(required) ? (required as string[]) : [],
      ),
    }
  }

  body(operation: Json): ApiOperation['body'] {
    const content = this.follow(this.follow(operation.requestBody).content)
    const json = Object.keys(content).find((type) => /[/+]json\b/.test(type))
    const form = Object.keys(content).find((type) => /x-www-form-urlencoded/.test(type))
    const type = json ?? form
    if (type !== undefined) {
      return {
        kind: json === undefined ? 'form' : 'json',
        schema: this.schema(this.follow(content[type]).schema),
      }
    }
    // Swagger 2 has the body among the parameters.
    const parameters = Array.isArray(operation.parameters) ? operation.parameters : []
    const whole = parameters.map((one) => this.follow(one)).find((one) => one.in === 'body')
    return whole && { kind: 'json', schema: this.schema(whole.schema) }
  }

  answer(operation: Json): ApiSchema | undefined {
    const responses = this.follow(operation.responses)
    const good = Object.keys(responses).find((status) => /^2/.test(status))
    if (good === undefined) return undefined
    const response = this.follow(responses[good])
    const content = this.follow(response.content)
    const json = Object.keys(content).find((type) => /json/.test(type))
    const schema = json === undefined ? response.schema : this.follow(content[json]).schema
    return schema === undefined ? undefined : this.schema(schema)
  }
}

/** The prefix of all paths: of the first server, or Swagger 2's. */
function basePath(document: Json): string {
  const [server] = Array.isArray(document.servers) ? document.servers : []
  const url = isObject(server) ? String(server.url ?? '') : String(document.basePath ?? '')
  const path = /^https?:/.test(url) ? (URL.parse(url)?.pathname ?? '') : url
  return path.startsWith('/') ? path.replace(/\/+$/, '') : ''
}

/**
 * Reads a document in JSON or YAML, OpenAPI 3 or Swagger 2.
 * @returns none where it is no such document
 */
export function readOpenApi(text: string): ApiOperation[] {
  let document: unknown
  try {
    document = parse(text, { logLevel: 'error', maxAliasCount: 100 })
  } catch {
    return []
  }
  if (!isObject(document) || !isObject(document.paths)) return []
  const reader = new Reader(document)
  const base = basePath(document)
  return Object.entries(document.paths).flatMap(([path, item]) =>
    verbs.flatMap((verb): ApiOperation[] => {
      const operation = isObject(item) ? item[verb] : undefined
      if (!isObject(operation)) return []
      const [body, answer] = [reader.body(operation), reader.answer(operation)]
      return [{ verb, path: base + path, ...(body ? { body } : {}), ...(answer ? { answer } : {}) }]
    }),
  )
}
