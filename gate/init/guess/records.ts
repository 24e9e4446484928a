/** The resource that stands for a record: something with a name that is created and read again. */
import type { OperationData, RequestData, Source, StepData } from '#gate/contract/data/types.ts'
import type { Api, ApiOperation, ApiSchema } from '../read/openapi.ts'
import { bodyOf } from './body.ts'
import { freePlaceIn, jsonPath, type Place, placeIn } from './fields.ts'
import { parametersOf } from './paths.ts'

/** The operations on one kind of record, as the config writes them. */
export interface RecordGuess {
  createCompany?: OperationData
  createRecord: OperationData
  readRecord: OperationData & { table: string }
  updateRecord?: OperationData
  deleteRecord?: OperationData
  /** Requests that have to be refused, the likeliest first. */
  invalidRecord: readonly OperationData[]
}

/** What users, sessions and files are made with is no plain record. */
const unsuitable = new RegExp(
  [
    'auth|login|token|session|user|account|password|admin|register|signup|invit',
    'upload|file|webhook|batch|bulk|search|import|export',
  ].join('|'),
  'i',
)
const nameFields = ['name', 'title', 'label', 'subject', 'text', 'content', 'description', 'body']
const idFields = ['id', 'uuid', '_id', 'slug', 'key']
/** What a parent is called whose name the client chooses. */
const chosenName = 'preflight'

interface Resource {
  /** Makes one: by POST to the collection, or by PUT with an id that the client chooses. */
  create: ApiOperation & { body: NonNullable<ApiOperation['body']> }
  read: ApiOperation
  /** Where the name of a record goes. */
  name: Place
}

function isText({ type, enum: values, format, readOnly }: ApiSchema): boolean {
  const isString = type === undefined || type === 'string'
  return isString && values === undefined && format === undefined && !readOnly
}

/** A text field for the name; an object that takes any field takes a name. */
function nameIn(schema: ApiSchema): Place | undefined {
  const free = freePlaceIn(schema)
  return placeIn(schema, nameFields, isText) ?? (free && [...free, 'name'])
}

const collectionOf = (path: string) => path.replace(/\/\{[^{}]+\}\/?$/, '')
const isOne = (path: string) => /\/\{[^{}]+\}\/?$/.test(path)

function resources({ operations }: Api): Resource[] {
  return operations
    .filter(({ verb, path }) => verb === 'get' && isOne(path) && !unsuitable.test(path))
    .flatMap((read): Resource[] => {
      const collection = collectionOf(read.path)
      const posted = operations.find(
        ({ verb, path }) => verb === 'post' && path.replace(/\/$/, '') === collection,
      )
      const put = operations.find(({ verb, path }) => verb === 'put' && path === read.path)
      const create = posted?.body ? posted : put
      const { body } = create ?? {}
      const name = body?.kind === 'json' ? nameIn(body.schema) : undefined
      return create && body && name ? [{ create: { ...create, body }, read, name }] : []
    })
}

/** The simpler the better: nothing above it, an id from the server, little that is required. */
function effort({ create, read, name }: Resource): number {
  const required = create.body.schema.required?.length ?? 0
  const parents = parametersOf(collectionOf(read.path)).length
  return 20 * parents + (create.verb === 'put' ? 10 : 0) + name.length + required
}

/** The path of a record: of its parents the first is the company, others have a chosen name. */
function templated(path: string, { parents, one }: { parents: number; one: string }): string {
  let at = 0
  return path.replace(/\{[^{}]+\}/g, () => {
    at += 1
    if (at > parents) return one
    return at === 1 ? '{company}' : chosenName
  })
}

/** Makes a parent below the company, whose name the client chooses. */
function chosenParent({ operations }: Api, path: string): StepData | undefined {
  const put = operations.find((one) => one.verb === 'put' && one.path === path)
  if (!put) return undefined
  const body = put.body ? bodyOf(put.body, []) : {}
  return {
    put: templated(path, { parents: 1, one: chosenName }),
    ...(put.body && { json: {}, ...body }),
  }
}

/** The requests that make all that a record is in; undefined where that cannot be said. */
function companyOf(api: Api, all: readonly Resource[], record: Resource) {
  const path = collectionOf(record.read.path)
  const [first, ...others] = [...path.matchAll(/\/\{[^{}]+\}/g)].map(({ index, 0: found }) =>
    path.slice(0, index + found.length),
  )
  if (first === undefined) return {}
  const parent = all.find(({ read, create }) => read.path === first && create.verb === 'post')
  if (!parent) return undefined
  const request: RequestData = {
    post: parent.create.path,
    ...bodyOf(parent.create.body, [[parent.name, '{name}']]),
  }
  const id = jsonPath(idOf(parent))
  const below = others.map((one) => chosenParent(api, one))
  if (below.includes(undefined)) return undefined
  if (below.length === 0) return { createCompany: { ...request, result: id } }
  const steps = [{ ...request, save: { company: id } }, ...(below as StepData[])]
  const result: Source = { saved: 'company' }
  return { createCompany: { steps, result } }
}

function idOf({ create, read, name }: Resource): Place {
  return placeIn(create.answer ?? read.answer, idFields) ?? [...name.slice(0, -1), 'id']
}

/** Bodies that no backend may accept: a field, or all that is around it, of another type. */
function invalidBodies({ create, name }: Resource): object[] {
  const { body } = create
  const wrapped = name.length > 1 ? [bodyOf(body, [[name.slice(0, 1), 42]])] : []
  const nested = bodyOf(body, [[name, { nested: [1] }]])
  return [...wrapped, nested, bodyOf(body, [[name, 42]]), { json: 42 }]
}

function guessOf(api: Api, all: readonly Resource[], resource: Resource): RecordGuess[] {
  const { create, read, name } = resource
  const company = companyOf(api, all, resource)
  if (!company) return []
  const parents = parametersOf(collectionOf(read.path)).length
  const at = (one: string, path = read.path) => templated(path, { parents, one })
  const make = (body: object): OperationData =>
    create.verb === 'post'
      ? { post: at('', create.path), ...body }
      : { put: at('{name}', create.path), ...body }
  const body = bodyOf(create.body, [[name, '{name}']])
  const known = placeIn(read.answer, name.slice(-1)) ?? name
  const change = (['patch', 'put'] as const)
    .map((verb) => api.operations.find((one) => one.verb === verb && one.path === read.path))
    .find((one) => one !== undefined)
  const table = collectionOf(read.path).split('/').at(-1)?.replaceAll('-', '_') ?? ''
  const isDeleted = api.operations.some((one) => one.verb === 'delete' && one.path === read.path)
  return [
    {
      ...company,
      createRecord: { ...make(body), result: jsonPath(idOf(resource)) },
      readRecord: { get: at('{id}'), result: jsonPath(known), table },
      ...(change ? { updateRecord: { [change.verb]: at('{id}'), ...body } } : {}),
      ...(isDeleted ? { deleteRecord: { delete: at('{id}') } } : {}),
      invalidRecord: invalidBodies(resource).map(make),
    },
  ]
}

/** The kinds of records of an API, the simplest first. */
export function recordCandidates(api: Api): RecordGuess[] {
  const all = resources(api)
  return all
    .toSorted((one, other) => effort(one) - effort(other))
    .flatMap((resource) => guessOf(api, all, resource))
}
