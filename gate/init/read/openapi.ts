/** The operations of an OpenAPI document, with what they take and give. */
import { upgrade } from '@scalar/openapi-upgrader'
import { parse } from 'yaml'
import { type ApiSchema, isObject, type Json, SchemaReader } from './api-schema.ts'

export type { ApiSchema } from './api-schema.ts'

export interface ApiOperation {
  verb: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  /** What the body is sent as; undefined without a body. */
  body?: { kind: 'json' | 'form'; schema: ApiSchema }
  /** The schema of the answer when all is well. */
  answer?: ApiSchema
}

/** How a document says that requests tell who is asking. */
export interface ApiAuth {
  /** HTTP's Basic scheme. */
  isBasic: boolean
  /** The header of a key, where it is not Authorization. */
  keyHeader?: string
}

export interface Api {
  operations: readonly ApiOperation[]
  auth: ApiAuth
}

/** What is known without a document. */
export const noApi: Api = { operations: [], auth: { isBasic: false } }

const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const

class Reader extends SchemaReader {
  body(operation: Json): ApiOperation['body'] {
    const content = this.follow(this.follow(operation.requestBody).content)
    const types = Object.keys(content)
    const json = types.find((type) => /[/+]json\b/.test(type))
    const form = types.find((type) => /x-www-form-urlencoded/.test(type))
    const anything = types.find((type) => type === '*/*')
    const type = json ?? form ?? anything
    if (type === undefined) return undefined
    const kind = type === form ? 'form' : 'json'
    return { kind, schema: this.schema(this.follow(content[type]).schema) }
  }

  answer(operation: Json): ApiSchema | undefined {
    const responses = this.follow(operation.responses)
    const good = Object.keys(responses).find((status) => /^2/.test(status))
    if (good === undefined) return undefined
    const content = this.follow(this.follow(responses[good]).content)
    const type = Object.keys(content).find((one) => /json|^\*\/\*$/.test(one))
    const schema = type === undefined ? undefined : this.follow(content[type]).schema
    return schema === undefined ? undefined : this.schema(schema)
  }

  auth(document: Json): ApiAuth {
    const schemes = Object.values(this.follow(this.follow(document.components).securitySchemes))
    const all = schemes.map((one) => this.follow(one))
    const key = all.find(({ type, in: place }) => type === 'apiKey' && place === 'header')
    const header = String(key?.name ?? '').toLowerCase()
    return {
      isBasic: all.some(
        ({ type, scheme }) => type === 'http' && String(scheme).toLowerCase() === 'basic',
      ),
      ...(header === '' || header === 'authorization' ? {} : { keyHeader: header }),
    }
  }
}

/** The prefix of all paths: of the first server. */
function basePath({ servers }: Json): string {
  const [server] = Array.isArray(servers) ? servers : []
  if (!isObject(server)) return ''
  const variables = isObject(server.variables) ? server.variables : {}
  const url = String(server.url ?? '').replace(/\{(\w+)\}/g, (_, name) =>
    String(Object(variables[name]).default ?? ''),
  )
  const path = URL.parse(url, 'http://localhost/')?.pathname ?? ''
  return path.replace(/\/+$/, '')
}

/** A document of any version as the newest: its parts are then in one place each. */
function upgraded(text: string): Json | undefined {
  try {
    const written: unknown = parse(text, { logLevel: 'error', maxAliasCount: 100 })
    if (!isObject(written) || !isObject(written.paths)) return undefined
    const document: unknown = upgrade(written, '3.1')
    return isObject(document) && isObject(document.paths) ? document : undefined
  } catch {
    return undefined // Whatever it is, it is no document of an API.
  }
}

/**
 * Reads a document in JSON or YAML, OpenAPI 3 or Swagger 2.
 * @returns one without operations if it is no such document
 */
export function readOpenApi(text: string): Api {
  const document = upgraded(text)
  if (!document) return noApi
  const reader = new Reader(document)
  const base = basePath(document)
  const operations = Object.entries(reader.follow(document.paths)).flatMap(([path, item]) =>
    verbs.flatMap((verb): ApiOperation[] => {
      const operation = reader.follow(item)[verb]
      if (!isObject(operation)) return []
      const [body, answer] = [reader.body(operation), reader.answer(operation)]
      return [{ verb, path: base + path, ...(body ? { body } : {}), ...(answer ? { answer } : {}) }]
    }),
  )
  return { operations, auth: reader.auth(document) }
}
