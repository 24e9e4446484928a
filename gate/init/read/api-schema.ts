/** The schemas of an OpenAPI document, with their references followed and their parts joined. */
import { decoded } from '#gate/decoded.ts'

/** A schema of the document, its references followed. */
export interface ApiSchema {
  type?: string
  format?: string
  example?: unknown
  default?: unknown
  enum?: readonly unknown[]
  minLength?: number
  minimum?: number
  minItems?: number
  pattern?: string
  /** Of what the server sets, and nobody sends. */
  readOnly?: boolean
  /** The schema of the items of an array. */
  items?: ApiSchema
  properties?: Readonly<Record<string, ApiSchema>>
  required?: readonly string[]
  /** Whether an object may have any property besides those that are named. */
  isFree?: boolean
}

export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Deep enough for every body that a config sends; references may go in circles. */
const maxDepth = 6
/** What is taken from the first part that says it. */
const plain = [
  'format',
  'default',
  'enum',
  'minLength',
  'minimum',
  'minItems',
  'pattern',
  'readOnly',
] as const

/** Follows local references: documents of running backends and of repositories have no others. */
export class SchemaReader {
  readonly #document: Json
  /** What was read, by how many schemas it was inside of: circles come to the same ones again. */
  readonly #read = Array.from({ length: maxDepth + 1 }, () => new Map<Json, ApiSchema>())

  constructor(document: Json) {
    this.#document = document
  }

  /** The value that a reference names, or the value itself. */
  follow(value: unknown): Json {
    let found = value
    for (
      let step = 0;
      step < maxDepth && isObject(found) && typeof found.$ref === 'string';
      step += 1
    ) {
      found = this.#at(found.$ref)
    }
    return isObject(found) ? found : {}
  }

  #at(reference: string): unknown {
    const keys = decoded(reference).replace(/^#\//, '').split('/')
    return keys.reduce<unknown>(
      (at, key) => Object(at)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
      this.#document,
    )
  }

  /** The schema and all that it is composed of, each once; of alternatives the first counts. */
  #parts(value: unknown, found = new Set<Json>()): Set<Json> {
    const schema = this.follow(value)
    if (found.has(schema)) return found
    found.add(schema)
    const [alternative] = [...listIn(schema.oneOf), ...listIn(schema.anyOf)].filter(
      (one) => this.follow(one).type !== 'null',
    )
    const more = [...listIn(schema.allOf), ...(alternative === undefined ? [] : [alternative])]
    for (const one of more) this.#parts(one, found)
    return found
  }

  /** @param depth how many schemas it is inside of */
  schema(value: unknown, depth = 0): ApiSchema {
    const read = this.#read[depth]
    if (!read) return {}
    const written = this.follow(value)
    const schema = read.get(written) ?? this.#joined(written, depth)
    read.set(written, schema)
    return schema
  }

  #joined(written: Json, depth: number): ApiSchema {
    const parts = [...this.#parts(written)]
    const first = (key: string) => parts.find((part) => part[key] !== undefined)?.[key]
    const [type] = [first('type')].flat().filter((one) => one !== 'null')
    const named = parts.flatMap((part) => Object.entries(this.follow(part.properties)))
    const properties = [...new Map(named)]
    const items = first('items')
    const free = first('additionalProperties')
    const [listed] = listIn(first('examples'))
    const example = first('example') ?? listed
    const isFree =
      isObject(free) || free === true || (free === undefined && properties.length === 0)
    return {
      ...(type === undefined ? {} : { type: String(type) }),
      ...Object.fromEntries(
        plain.map((key) => [key, first(key)]).filter(([, known]) => known !== undefined),
      ),
      ...(example === undefined ? {} : { example }),
      ...(items === undefined ? {} : { items: this.schema(items, depth + 1) }),
      ...(properties.length === 0
        ? {}
        : {
            properties: Object.fromEntries(
              properties.map(([name, one]) => [name, this.schema(one, depth + 1)]),
            ),
          }),
      ...(type === 'object' && isFree ? { isFree } : {}),
      required: parts.flatMap(({ required }) => listIn(required) as string[]),
    }
  }
}
