/** Goal: what is odd and of the right type is tried on each field, never left to chance. */
import { expect, test } from 'vitest'
import { requestsOf, withOptionalFields } from '#gate/kit/traffic/openapi.ts'
import { oddPaths, type ValidRequest } from './hostile.ts'
import { oddOfType } from './odd-values.ts'

const headers = { Host: 'target' }

function requestWith(fields: Record<string, unknown>): ValidRequest {
  return { spec: { method: 'POST', path: '/things', json: fields }, headers }
}

const textOf = ({ bytes }: { bytes: Buffer }) => bytes.toString('utf8')

test('each text gets a NUL character, with the other fields as they were', () => {
  const bodies = oddOfType(requestWith({ title: 'a', note: 'b' })).map(textOf)
  const withNul = bodies.filter((text) => text.includes('\\u0000'))
  expect(withNul).toHaveLength(2)
  expect(withNul.some((text) => text.includes('"note":"b"'))).toBe(true)
  expect(withNul.some((text) => text.includes('"title":"a"'))).toBe(true)
})

test('numbers get numbers; what is neither is left to the wrong types', () => {
  const whats = oddOfType(requestWith({ size: 3, isOpen: true, tags: [] })).map(({ what }) => what)
  expect(whats).toContain('2 to the 63 in "size"')
  expect(whats.every((what) => what.endsWith('in "size"'))).toBe(true)
})

test('each parameter of a query is spoilt alone', () => {
  const spec = { method: 'GET', path: '/things?page=1&sort=name' } as const
  const whats = oddPaths({ spec, headers }).map(({ what }) => what)
  expect(whats).toContain('GET /things?page=%00')
  expect(whats).toContain('GET /things?sort=%00')
  expect(whats).toContain('GET /%00')
})

test('the queries of a document are part of its requests', () => {
  const page = { in: 'query', name: 'page' }
  const sort = { $ref: '#/components/parameters/sort' }
  const id = { in: 'path', name: 'id' }
  const document = {
    components: { parameters: { sort: { in: 'query', name: 'sort[by]' } } },
    paths: { '/things/{id}': { parameters: [page], get: { parameters: [sort, id] } } },
  }
  expect(requestsOf(document)).toEqual([
    { method: 'GET', path: '/things/999999999?page=1&sort%5Bby%5D=1' },
  ])
})

test('an operation is found below its server, with the fields that nobody sends', () => {
  const properties = {
    name: { type: 'string' },
    note: { type: 'string' },
    size: { $ref: '#/components/schemas/size' },
    state: { enum: ['open'], type: 'string' },
    due: { format: 'date', type: 'string' },
  }
  const content = { 'application/json': { schema: { properties } } }
  const document = {
    servers: [{ url: 'https://api.example.com/api/v1/' }],
    components: { schemas: { size: { type: 'integer' } } },
    paths: { '/lists/{list}/things': { post: { requestBody: { content } } } },
  }
  const spec = { method: 'POST', path: '/api/v1/lists/7/things', json: { name: 'a' } } as const
  expect(withOptionalFields(document, spec)).toEqual([
    { field: 'note', spec: { ...spec, json: { name: 'a', note: 'preflight' } } },
    { field: 'size', spec: { ...spec, json: { name: 'a', size: 1 } } },
  ])
  expect(withOptionalFields(document, { ...spec, path: '/lists/7/things' })).toEqual([])
  expect(withOptionalFields(undefined, spec)).toEqual([])
})

test('Swagger 2 names its prefix and its body otherwise', () => {
  const body = { in: 'body', name: 'thing', schema: { properties: { name: { type: 'string' } } } }
  const document = { basePath: '/v2', paths: { '/things': { post: { parameters: [body] } } } }
  expect(requestsOf(document)).toEqual([
    { method: 'POST', path: '/v2/things', json: { name: 'preflight' } },
  ])
})

test('a parameter of a path is a UUID or one of a few words where the document says so', () => {
  const [id, kind] = [
    { in: 'path', name: 'id', schema: { $ref: '#/components/schemas/id' } },
    { in: 'path', name: 'kind', type: 'string', enum: ['open', 'done'] },
  ]
  const document = {
    components: { schemas: { id: { type: 'string', format: 'uuid' } } },
    paths: { '/{kind}/{id}': { get: { parameters: [id, kind] } } },
  }
  const [request] = requestsOf(document)
  expect(request?.path).toMatch(/^\/open\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})

test('a path that begins as a known one gets its ids', () => {
  const paths = {
    '/c/{c}/r': { get: {} },
    '/c/{c}/r/{r}/files/{f}': { get: {} },
    '/x/{c}': { get: {} },
  }
  const specs = requestsOf({ paths }, ['/c/7/r/35?all=1'])
  expect(specs.map(({ path }) => path)).toEqual([
    '/c/7/r',
    '/c/7/r/35/files/999999999',
    '/x/999999999',
  ])
})
