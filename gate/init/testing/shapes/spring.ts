/** As springdoc documents: version 3.0, answers of any type, registration, tasks of projects. */
import {
  type Asked,
  type Body,
  integer,
  json,
  missing,
  object,
  ofRecord,
  ref,
  type Shape,
  text,
} from './shape.ts'

const any = (name: string) => ({
  responses: { 200: { content: { '*/*': { schema: ref(name) } } } },
})
const taking = (name: string) => ({ requestBody: json(ref(name)) })
const id = { ...integer, readOnly: true }

const document = {
  openapi: '3.0.1',
  servers: [{ url: 'http://localhost:8080' }],
  paths: {
    '/auth/register': { post: { ...taking('Register'), ...any('User') } },
    '/auth/login': { post: { ...taking('Login'), ...any('Jwt') } },
    '/api/account': { get: any('User') },
    '/projects': { post: { ...taking('Project'), ...any('Project') } },
    '/projects/{projectId}': { get: any('Project') },
    '/projects/{projectId}/tasks': { post: { ...taking('Task'), ...any('Task') } },
    '/projects/{projectId}/tasks/{taskId}': {
      get: any('Task'),
      put: { ...taking('Task'), ...any('Task') },
      delete: { responses: { 204: { description: '' } } },
    },
  },
  components: {
    schemas: {
      Register: object({ username: text, email: text, password: text }, ['username', 'password']),
      Login: object({ username: text, password: text }),
      Jwt: object({ token: text, refreshToken: text }),
      User: object({ id, username: text }),
      Project: object({ id, label: text }, ['id', 'label']),
      Base: object({ id }, ['id']),
      Task: {
        allOf: [ref('Base'), object({ title: text, rank: { ...integer, minimum: 3 } }, ['rank'])],
      },
    },
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  },
}

const isTask = ({ title, rank }: Body) => typeof title === 'string' && Number(rank) >= 3

export function springLike(): Shape {
  const users = new Map<string, unknown>()
  const tasks = new Map<string, Body>()
  const asUser = (asked: Asked, username: string) => {
    const { what, body } = asked
    if (what === 'GET /api/account') return [200, { id: 1, username }] as const
    if (what === 'POST /projects') return [200, { ...body, id: 7 }] as const
    if (what === 'POST /projects/7/tasks') {
      if (!isTask(body)) return [400, {}] as const
      tasks.set(`${tasks.size + 1}`, body)
      return [200, { ...body, id: tasks.size }] as const
    }
    return asked.path.startsWith('/projects/7/tasks/') ? ofRecord(tasks, asked, isTask) : missing
  }
  return {
    tables: { task_history: tasks.values(), tasks: tasks.values() },
    answer: (asked) => {
      const { what, body, authorization } = asked
      const username = String(body.username)
      if (what === 'GET /v3/api-docs') return [200, document]
      if (what === 'GET /actuator/health') return [200, { status: 'UP' }]
      if (what === 'POST /auth/register') {
        users.set(username, body.password)
        return [200, { id: users.size, username }]
      }
      if (what === 'POST /auth/login') {
        return users.get(username) === body.password
          ? [200, { token: `of-${username}`, refreshToken: 'r' }]
          : [401, {}]
      }
      const known = authorization.replace('Bearer of-', '')
      return users.has(known) ? asUser(asked, known) : [403, {}]
    },
  }
}
