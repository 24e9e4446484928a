/**
 * As Swagger 2.0 documents: a base path, HTTP's Basic scheme that only an answer tells of, accounts
 * by PUT under their name, and cards on boards in spaces, all inside of `data`.
 */
import { type Asked, type Body, integer, missing, object, type Shape, text } from './shape.ts'

const inside = (data: object) => object({ data }, ['data'])
const free = { type: 'object', additionalProperties: {} }
const taking = (schema: object) => ({ parameters: [{ name: 'body', in: 'body', schema }] })
const answering = (schema: object) => ({ responses: { 200: { description: '', schema } } })
const card = inside(object({ label: text, size: { ...integer, minimum: 1 } }, ['size']))
const board = inside(object({ color: { ...text, enum: ['red'] } }, ['color']))

const document = {
  swagger: '2.0',
  info: { title: 'cards', version: '1' },
  host: 'cards.example.com',
  basePath: '/v2',
  consumes: ['application/json'],
  produces: ['application/json'],
  paths: {
    '/': { get: answering(free) },
    '/__lbheartbeat__': { get: answering(free) },
    '/__heartbeat__': { get: answering(free) },
    '/spaces': {
      get: answering(object({ data: { type: 'array', items: free } })),
      post: { ...taking(inside(free)), ...answering(inside(free)) },
    },
    '/accounts/{id}': {
      put: { ...taking(inside(object({ password: text }, ['password']))), ...answering(free) },
    },
    '/spaces/{space}': { get: answering(inside(free)) },
    '/spaces/{space}/boards/{board}': { get: answering(board), put: taking(board) },
    '/spaces/{space}/boards/{board}/cards': { post: { ...taking(card), ...answering(card) } },
    '/spaces/{space}/boards/{board}/cards/{card}': {
      get: answering(card),
      patch: taking(card),
      delete: answering(free),
    },
  },
}

const userOf = (authorization: string) => {
  const [name = '', password = ''] = Buffer.from(authorization.replace('Basic ', ''), 'base64')
    .toString()
    .split(':')
  return { name, password }
}

const dataOf = ({ data }: Body): Body => Object(data)
const isCard = (body: Body) =>
  typeof body.data === 'object' && typeof dataOf(body).label === 'string' && dataOf(body).size === 1

export function swaggerLike(): Shape {
  const users = new Map<string, unknown>()
  const cards = new Map<string, Body>()
  const boards = new Set<string>()
  const ofCard = ({ what, path, body }: Asked) => {
    const id = path.split('/').at(-1) ?? ''
    const found = cards.get(id)
    if (!found) return [403, {}] as const
    if (what.startsWith('DELETE')) cards.delete(id)
    if (what.startsWith('PATCH')) cards.set(id, dataOf(body))
    return [200, { data: { ...cards.get(id), id } }] as const
  }
  const asUser = (asked: Asked, name: string) => {
    const { what, path, body } = asked
    if (what === 'GET /v2/spaces') return [200, { data: [{ owner: name }] }] as const
    if (what === 'POST /v2/spaces') return [201, { data: { ...dataOf(body), id: 's1' } }] as const
    if (what.startsWith('PUT /v2/spaces/s1/boards/')) {
      if (dataOf(body).color !== 'red') return [400, {}] as const
      boards.add(path)
      return [201, body] as const
    }
    const [, onBoard] = /^(.*)\/cards/.exec(path) ?? []
    if (onBoard === undefined || !boards.has(onBoard)) return missing
    if (!what.startsWith('POST')) return ofCard(asked)
    if (!isCard(body)) return [400, {}] as const
    cards.set(`c${cards.size}`, dataOf(body))
    return [201, { data: { ...dataOf(body), id: `c${cards.size - 1}` } }] as const
  }
  return {
    tables: { objects: cards.values() },
    answer: (asked) => {
      const { what, path, body, authorization } = asked
      if (!path.startsWith('/v2')) return [307, undefined, { location: `http://x/v2${path}` }]
      if (what === 'GET /v2/__api__') return [200, document]
      if (path.endsWith('heartbeat__')) return [200, {}]
      const { name, password } = userOf(authorization)
      const isKnown = users.has(name) && users.get(name) === password
      if (what === 'GET /v2/') return [200, isKnown ? { user: { id: `account:${name}` } } : {}]
      if (what.startsWith('PUT /v2/accounts/')) {
        const id = path.split('/').at(-1) ?? ''
        users.set(id, dataOf(body).password)
        return [201, { data: { id } }]
      }
      if (!isKnown) return [401, {}, { 'www-authenticate': 'Basic realm="x"' }]
      return asUser(asked, name)
    },
  }
}
