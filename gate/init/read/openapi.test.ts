/** Goal: documents of all versions are read alike. */
import { expect, test } from 'vitest'
import { operationFindings } from '../guess/operations.ts'
import { readOpenApi } from './openapi.ts'

const thing = { type: 'object', required: ['name'], properties: { name: { $ref: '#/NAME' } } }
const names = { NAME: { type: 'string', example: 'x' } }

const swagger = {
  swagger: '2.0',
  ...names,
  basePath: '/v1/',
  securityDefinitions: {
    basic: { type: 'basic' },
    key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  },
  paths: {
    '/things': {
      post: {
        parameters: [{ in: 'body', name: 'body', schema: thing }],
        responses: { 201: { schema: { type: 'object', properties: { id: { type: 'integer' } } } } },
      },
    },
    '/things/{id}': { get: { responses: { 200: { schema: thing } } } },
  },
}
const openapi = {
  openapi: '3.1.0',
  ...names,
  servers: [{ url: 'https://{region}.example.com/v1', variables: { region: { default: 'eu' } } }],
  components: {
    securitySchemes: {
      basic: { type: 'http', scheme: 'Basic' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
    },
    requestBodies: { Thing: { content: { 'application/json': { schema: thing } } } },
  },
  paths: {
    '/things': {
      post: {
        requestBody: { $ref: '#/components/requestBodies/Thing' },
        responses: {
          201: {
            content: {
              'application/json': {
                schema: { type: ['object', 'null'], properties: { id: { type: 'integer' } } },
              },
            },
          },
        },
      },
    },
    '/things/{id}': {
      get: { responses: { 200: { content: { 'application/json': { schema: thing } } } } },
    },
  },
}

test.each([
  ['Swagger 2.0', swagger],
  ['OpenAPI 3.0', { ...openapi, openapi: '3.0.3' }],
  ['OpenAPI 3.1', openapi],
])('%s', (_, document) => {
  const api = readOpenApi(JSON.stringify(document))
  expect(api.auth).toEqual({ isBasic: true, keyHeader: 'x-key' })
  const { guesses } = operationFindings(api, 'openapi.json')
  const found = Object.fromEntries(guesses.map(({ path, value }) => [path.join('.'), value]))
  expect(found).toMatchObject({
    'operations.createRecord': { post: '/v1/things', json: { name: '{name}' }, result: '$.id' },
    'operations.readRecord': { get: '/v1/things/{id}', result: '$.name', table: 'things' },
  })
})

test('a reference that percent signs spoil leads nowhere', () => {
  const broken = { ...openapi, NAME: { $ref: '%#/NOWHERE' } }
  expect(() => readOpenApi(JSON.stringify(broken))).not.toThrow()
})

test('references in a circle end', () => {
  const node = {
    type: 'object',
    properties: { name: { type: 'string' }, next: { $ref: '#/Node' } },
  }
  const text = JSON.stringify({
    openapi: '3.0.0',
    Node: node,
    paths: {
      '/nodes': {
        post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/Node' } } } } },
      },
    },
  })
  expect(readOpenApi(text).operations).toHaveLength(1)
})

test('schemas that consist of themselves, and of each other, are read once each', () => {
  const names = Array.from({ length: 12 }, (_, at) => `Node${at}`)
  const each = names.map((name) => ({ $ref: `#/components/schemas/${name}` }))
  const node = {
    allOf: [...each, { type: 'object', properties: { name: { type: 'string' } } }],
    properties: Object.fromEntries(names.map((name, at) => [name, each[at]])),
  }
  const text = JSON.stringify({
    openapi: '3.1.0',
    components: { schemas: Object.fromEntries(names.map((name) => [name, node])) },
    paths: {
      '/nodes': {
        post: { requestBody: { content: { 'application/json': { schema: each[0] } } } },
      },
    },
  })
  const [operation] = readOpenApi(text).operations
  expect(Object.keys(operation?.body?.schema.properties ?? {}).sort()).toEqual(
    [...names, 'name'].sort(),
  )
})

test.each(['', 'no: document', '{', '[]', '<html></html>', 'paths: {}'])(
  '%s is no document',
  (text) => {
    expect(readOpenApi(text).operations).toEqual([])
  },
)
