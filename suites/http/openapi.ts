/** Requests described by an OpenAPI document, with a value for each field. Pure. */
import type { RequestSpec } from '#gate/contract/contract.ts'

type Node = Record<string, unknown>
const isNode = (value: unknown): value is Node => value !== null && typeof value === 'object'
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Resolves a reference within the document. */
function resolved(document: Node, value: unknown): Node {
  if (!isNode(value)) return {}
  const { $ref } = value
  if (typeof $ref !== 'string') return value
  const parts = $ref.replace(/^#\//, '').split('/')
  const found = parts.reduce<unknown>((at, part) => (isNode(at) ? at[part] : undefined), document)
  return isNode(found) ? found : {}
}

/** The fields of a JSON body, each with some text. */
function bodyOf(document: Node, operation: Node): unknown {
  const { content } = resolved(document, operation.requestBody)
  const media = isNode(content) ? resolved(document, content['application/json']) : {}
  const { properties } = resolved(document, media.schema)
  if (!isNode(properties)) return undefined
  return Object.fromEntries(Object.keys(properties).map((name) => [name, 'preflight']))
}

/** Every operation of the document; path parameters get an id that does not exist. */
export function requestsOf(document: unknown): RequestSpec[] {
  if (!isNode(document) || !isNode(document.paths)) return []
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = isNode(item) ? item[method] : undefined
      if (!isNode(operation)) return []
      const json = bodyOf(document, operation)
      const spec: RequestSpec = {
        method: method.toUpperCase() as RequestSpec['method'],
        path: path.replace(/\{[^}]*\}/g, '999999999'),
        ...(json === undefined ? {} : { json }),
      }
      return [spec]
    }),
  )
}
