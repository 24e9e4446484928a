/** Goal: from a start and the document of its API, three shapes of backends are understood. */
import { describe, expect, test } from 'vitest'
import type { Guess } from '../guess.ts'
import { fastapiLike } from '../testing/shapes/fastapi.ts'
import { backendOf, type Shape } from '../testing/shapes/shape.ts'
import { springLike } from '../testing/shapes/spring.ts'
import { swaggerLike } from '../testing/shapes/swagger.ts'
import { explore } from './explore.ts'

/** What was found, by key of the config. */
async function found(shape: Shape): Promise<Record<string, unknown>> {
  const guesses: Guess[] = await explore(backendOf(shape))
  return Object.fromEntries(guesses.map(({ path, value }) => [path.join('.'), value]))
}

test('OpenAPI 3.1: a login by form, and items with required fields', async () => {
  const sku = { sku: 'PF', due: '2030-01-01' }
  const item = { json: { title: '{name}', kind: 'book', ...sku } }
  expect(await found(fastapiLike())).toEqual({
    'endpoints.health': '/api/v1/utils/health-check/',
    'endpoints.openapi': '/openapi.json',
    'operations.login': {
      post: '/api/v1/login/access-token',
      form: { username: '{email}', password: '{password}' },
      session: { bearer: '$.access_token' },
    },
    'operations.profile': { get: '/api/v1/users/me', result: '$.email' },
    'operations.createAccount': {
      post: '/api/v1/users/',
      json: { email: '{email}', full_name: '{name}', password: '{password}' },
      result: '$.id',
    },
    'operations.createRecord': { post: '/api/v1/items/', ...item, result: '$.id' },
    'operations.readRecord': { get: '/api/v1/items/{id}', result: '$.title', table: 'item' },
    'operations.updateRecord': { put: '/api/v1/items/{id}', ...item },
    'operations.deleteRecord': { delete: '/api/v1/items/{id}' },
    'operations.invalidRecord': {
      post: '/api/v1/items/',
      json: { title: { nested: [1] }, kind: 'book', ...sku },
    },
  })
})

test('OpenAPI 3.0: whoever registers is the administrator, and tasks are in projects', async () => {
  const all = await found(springLike())
  expect(all).toMatchObject({
    'endpoints.health': '/actuator/health',
    'endpoints.openapi': '/v3/api-docs',
    admin: { name: 'preflight-admin' },
    'seed.requests': [
      {
        method: 'POST',
        path: '/auth/register',
        anonymous: true,
        json: { username: 'preflight-admin' },
      },
    ],
    'statuses.unauthenticated': [401, 403],
    'operations.login': {
      post: '/auth/login',
      json: { username: '{name}', password: '{password}' },
      session: { bearer: '$.token', refreshToken: '$.refreshToken' },
    },
    'operations.profile': { get: '/api/account', result: '$.username' },
    'operations.createCompany': { post: '/projects', json: { label: '{name}' }, result: '$.id' },
    'operations.createRecord': {
      post: '/projects/{company}/tasks',
      json: { title: '{name}', rank: 3 },
      result: '$.id',
    },
    'operations.readRecord': { get: '/projects/{company}/tasks/{id}', table: 'tasks' },
    'operations.deleteRecord': { delete: '/projects/{company}/tasks/{id}' },
  })
  expect(all['endpoints.ready']).toBeUndefined()
})

test('Swagger 2.0: the Basic scheme, accounts by PUT, and cards on boards in spaces', async () => {
  const headers = { authorization: 'Basic {basic}' }
  expect(await found(swaggerLike())).toMatchObject({
    'endpoints.health': '/v2/__lbheartbeat__',
    'endpoints.ready': '/v2/__heartbeat__',
    'endpoints.openapi': '/v2/__api__',
    'statuses.notFound': [404, 403],
    'operations.login': { get: '/v2/spaces', headers, session: { headers } },
    'operations.profile': {
      get: '/v2/',
      result: { json: '$.user.id', regex: '([^:/|]+)$' },
    },
    'operations.createAccount': {
      put: '/v2/accounts/{name}',
      json: { data: { password: '{password}' } },
      result: '$.data.id',
    },
    'operations.createCompany': {
      steps: [
        { post: '/v2/spaces', json: { data: { name: '{name}' } }, save: { company: '$.data.id' } },
        { put: '/v2/spaces/{company}/boards/preflight', json: { data: { color: 'red' } } },
      ],
      result: { saved: 'company' },
    },
    'operations.createRecord': {
      post: '/v2/spaces/{company}/boards/preflight/cards',
      json: { data: { label: '{name}', size: 1 } },
      result: '$.data.id',
    },
    'operations.readRecord': { result: '$.data.label', table: 'objects' },
  })
})

describe('a backend that tells little', () => {
  test('without a document only what was seen is said', async () => {
    const answer: Shape['answer'] = ({ what }) => (what === 'GET /healthz' ? [200, {}] : [404, {}])
    expect(await found({ answer, tables: {} })).toEqual({ 'endpoints.health': '/healthz' })
  })

  test('one that answers every path has no endpoints', async () => {
    expect(await found({ answer: () => [200, {}], tables: {} })).toEqual({})
  })

  test('no answer at all is no error', async () => {
    const silent = { ...backendOf(fastapiLike()), ask: async () => undefined }
    expect(await explore(silent)).toEqual([])
  })
})
