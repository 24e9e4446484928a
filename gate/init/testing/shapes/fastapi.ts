/** As FastAPI documents: version 3.1, a login by form, fields that may be null. */
import {
  type Asked,
  type Body,
  json,
  missing,
  object,
  ofRecord,
  ref,
  type Shape,
  text,
} from './shape.ts'

const optional = { anyOf: [text, { type: 'null' }] }
const answering = (schema: object) => ({ responses: { 200: { description: '', ...json(schema) } } })
const form = (schema: object) => ({
  requestBody: { content: { 'application/x-www-form-urlencoded': { schema } } },
})

const schemas = {
  Login: object({ grant_type: optional, username: text, password: text }, ['username', 'password']),
  Token: object({ access_token: text, token_type: text }, ['access_token']),
  UserCreate: object(
    {
      email: { ...text, format: 'email' },
      password: { ...text, minLength: 8 },
      full_name: optional,
    },
    ['email', 'password'],
  ),
  UserPublic: object({ email: text, id: text }),
  ItemCreate: object(
    {
      title: text,
      kind: { ...text, enum: ['book', 'toy'] },
      sku: { ...text, pattern: '^[A-Z]{2}$' },
      due: { ...text, format: 'date' },
    },
    ['title', 'kind', 'sku', 'due'],
  ),
  ItemPublic: object({ title: text, id: text }),
}

const document = {
  openapi: '3.1.0',
  info: { title: 'shop', version: '1' },
  paths: {
    '/api/v1/login/access-token': { post: { ...form(ref('Login')), ...answering(ref('Token')) } },
    '/api/v1/users/me': { get: answering(ref('UserPublic')) },
    '/api/v1/users/': {
      post: { requestBody: json(ref('UserCreate')), ...answering(ref('UserPublic')) },
    },
    '/api/v1/items/': {
      get: answering({ type: 'array', items: ref('ItemPublic') }),
      post: { requestBody: json(ref('ItemCreate')), ...answering(ref('ItemPublic')) },
    },
    '/api/v1/items/{id}': {
      get: answering(ref('ItemPublic')),
      put: { requestBody: json(ref('ItemCreate')), ...answering(ref('ItemPublic')) },
      delete: answering(object({ message: text })),
    },
    '/api/v1/utils/health-check/': { get: answering({ type: 'boolean' }) },
  },
  components: { schemas },
}

const isItem = ({ title, kind, sku, due }: Body) =>
  typeof title === 'string' &&
  ['book', 'toy'].includes(String(kind)) &&
  /^[A-Z]{2}$/.test(String(sku)) &&
  /^\d{4}-\d\d-\d\d$/.test(String(due))

export function fastapiLike(): Shape {
  const admin = { name: 'root', email: 'root@example.com', password: 'password of root' }
  const users = new Map([[admin.email, admin.password]])
  const items = new Map<string, Body>()
  const asUser = (asked: Asked, email: string) => {
    const { what, body } = asked
    if (what === 'GET /api/v1/users/me') return [200, { email, id: `u-${email}` }] as const
    if (what === 'POST /api/v1/users/') {
      if (email !== admin.email || String(body.password).length < 8) return [403, {}] as const
      users.set(String(body.email), String(body.password))
      return [200, { email: body.email, id: `u-${body.email}` }] as const
    }
    if (what === 'POST /api/v1/items/') {
      if (!isItem(body)) return [422, { detail: [] }] as const
      items.set(`i${items.size}`, body)
      return [200, { ...body, id: `i${items.size - 1}` }] as const
    }
    return ofRecord(items, asked, isItem)
  }
  return {
    admin,
    tables: { audit: [], item: items.values() },
    answer: (asked) => {
      const { what, body, authorization } = asked
      if (what === 'GET /openapi.json') return [200, document]
      if (what === 'GET /api/v1/utils/health-check/') return [200, true]
      if (what === 'POST /api/v1/login/access-token') {
        return users.get(String(body.username)) === body.password
          ? [200, { access_token: `of ${body.username}`, token_type: 'bearer' }]
          : [400, {}]
      }
      const email = authorization.replace('Bearer of ', '')
      if (!what.includes(' /api/v1/')) return missing
      return users.has(email) ? asUser(asked, email) : [401, { detail: 'Not authenticated' }]
    },
  }
}
