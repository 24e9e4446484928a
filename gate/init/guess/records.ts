/** The resource that stands for a record: something with a name that is created and read again. */
import type { ApiOperation, ApiSchema } from '../read/openapi.ts'
import { bodyOf, propertyIn } from './body.ts'

/** What users, sessions and files are made with is no plain record. */
const unsuitable =
  /auth|login|token|session|user|account|password|upload|file|webhook|admin|register|signup/i
const nameFields = ['name', 'title', 'label', 'subject', 'text', 'content', 'description', 'body']
const idFields = ['id', 'uuid', '_id', 'slug', 'key']
const oneBelow = /^\/?\{([^{}]+)\}\/?$/

interface Resource {
  create: ApiOperation
  /** The path of one, with its placeholder as the config writes it. */
  read: ApiOperation
  nameField: string
}

/** Whether a schema's property is text. */
function isText(schema: ApiSchema | undefined, name: string): boolean {
  const { type, enum: values, format } = schema?.properties?.[name] ?? {}
  return (type === undefined || type === 'string') && values === undefined && format === undefined
}

function parameters(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)
}

function resources(api: readonly ApiOperation[]): Resource[] {
  return api.flatMap((create) => {
    const schema = create.body?.schema
    if (create.verb !== 'post' || create.body?.kind !== 'json' || unsuitable.test(create.path))
      return []
    const nameField = nameFields.find((name) => propertyIn(schema, [name]) && isText(schema, name))
    const collection = create.path.replace(/\/$/, '')
    const read = api.find(
      ({ verb, path }) =>
        verb === 'get' &&
        path.startsWith(collection) &&
        oneBelow.test(path.slice(collection.length)),
    )
    // One parameter may be the company that the record belongs to.
    if (nameField === undefined || !read || parameters(collection).length > 1) return []
    return [{ create, read, nameField }]
  })
}

/** The simpler the better: no company above it, and little else that is required. */
function effort({ create }: Resource): number {
  const required = create.body?.schema.required?.length ?? 0
  return 10 * parameters(create.path).length + required
}

/** A path with the placeholders of the config. */
function templated(path: string, company: string | undefined): string {
  return path.replace(/\{([^{}]+)\}/g, (_, name) => (name === company ? '{company}' : '{id}'))
}

/** The operations on a record, as the config writes them. */
export function recordGuesses(api: readonly ApiOperation[]): Record<string, object> {
  const [found] = resources(api).sort((one, other) => effort(one) - effort(other))
  if (!found?.create.body) return {}
  const { create, read, nameField } = found
  const [company] = parameters(create.path)
  const schema = create.body?.schema
  const collection = templated(create.path, company)
  const one = templated(read.path, company)
  const id = propertyIn(create.answer ?? read.answer, idFields) ?? 'id'
  const change = (['patch', 'put'] as const).find((verb) =>
    api.some((operation) => operation.verb === verb && operation.path === read.path),
  )
  const body = create.body ? bodyOf(create.body, { [nameField]: '{name}' }) : {}
  const canDelete = api.some(({ verb, path }) => verb === 'delete' && path === read.path)
  const table = collection.replace(/\/$/, '').split('/').at(-1)?.replaceAll('-', '_') ?? ''
  return {
    createRecord: { post: collection, ...body, result: `$.${id}` },
    readRecord: { get: one, result: `$.${nameField}`, table },
    ...(change === undefined ? {} : { updateRecord: { [change]: one, ...body } }),
    ...(canDelete ? { deleteRecord: { delete: one } } : {}),
    ...(schema?.properties?.[nameField]?.type === 'string'
      ? { invalidRecord: { post: collection, json: { [nameField]: 42 } } }
      : {}),
  }
}
