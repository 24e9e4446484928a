/** Goal: a trial gives and takes roles as the checks will, and tells what came of each step. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Account } from '#gate/contract/contract.ts'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import type { HttpClient } from '#gate/system/http.ts'
import { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { clientOf } from '#gate/system/testing/client-of.ts'
import { OperationsTrial } from './operations.ts'

const admin: Account = { name: 'root', email: 'root@example.com', password: 'secret of root' }

let server: Server
let client: HttpClient
let roles: Map<string, string>

/** A backend whose users have one role; a token is the user's name. */
async function answer(request: IncomingMessage): Promise<[number, unknown]> {
  const { method, url = '', headers } = request
  const body = await text(request)
  const who = headers.authorization?.replace('Bearer ', '') ?? ''
  if (url === '/login') return [200, { token: JSON.parse(body).user }]
  if (url === '/users') return [201, { id: JSON.parse(body).user }]
  if (url === '/permissions')
    return [200, roles.get(who) === 'editor' ? ['read', 'edit'] : ['read']]
  const [, , user = ''] = url.split('/')
  if (who !== admin.name) return [403, { error: 'only root' }]
  if (method === 'DELETE') return [roles.delete(user) ? 204 : 404, {}]
  roles.set(user, JSON.parse(body).role)
  return [200, {}]
}

beforeEach(async () => {
  roles = new Map()
  server = createServer(async (request, response) => {
    const [status, body] = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  client = await clientOf(server)
})
afterEach(async () => {
  await client.close()
  server.close()
})

const operations = {
  login: "{ post: /login, json: { user: '{name}' }, session: { bearer: $.token } }",
  createAccount: "{ post: /users, json: { user: '{name}' }, result: $.id }",
  permissions: "{ get: /permissions, result: '$[*]' }",
  changeRole: `
    steps:
      - { delete: '/roles/{userId}', optional: true }
      - { put: '/roles/{userId}', json: { role: '{role}' } }
    roles: { writer: editor, reader: viewer }`,
  removeMember: "{ delete: '/roles/{userId}' }",
}

async function tried(changes: Readonly<Record<string, string>> = {}) {
  const lines = Object.entries({ ...operations, ...changes }).map(
    ([name, one]) => `  ${name}: ${one}`,
  )
  const head = 'name: notes\nlaunch: { url: http://127.0.0.1:1 }\noperations:\n'
  const read = readData(`${head}${lines.join('\n')}\n`)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const config = compileTarget(read.data) as TargetConfig
  const running = new RunningTarget(config, client, undefined, async () => admin)
  const newAccount = (name: string) => ({ name, email: `${name}@example.com`, password: 'p' })
  const target = { config, admin: async () => admin, newAccount } as unknown as Target
  const all = await new OperationsTrial(target, running).all()
  return all.filter(({ key }) => /Role|Member/.test(key))
}

test('a role is given, changed and taken; steps that are optional may be refused', async () => {
  const path = '/roles/trial-member'
  expect((await tried()).map(({ key, result, told }) => `${key} ${result}: ${told}`)).toEqual([
    `operations.changeRole works: PUT ${path}: 200 (after DELETE ${path}: 404)`,
    `operations.changeRole works: PUT ${path}: 200 (after DELETE ${path}: 204)`,
    `operations.removeMember works: DELETE ${path}: 204`,
  ])
})

test('a step that is refused is told with the steps before it', async () => {
  const changeRole = operations.changeRole.replace(', optional: true', '')
  const [only, ...others] = await tried({ changeRole })
  expect(others).toEqual([])
  expect(only).toMatchObject({ key: 'operations.changeRole', result: 'fails' })
  expect(only?.told).toContain('DELETE /roles/trial-member answered 404')
  expect(only?.told).toContain('(after DELETE /roles/trial-member: 404)')
})

test('two roles that are the same for the permissions are told', async () => {
  const changeRole = operations.changeRole.replace('editor', 'visitor')
  const failed = (await tried({ changeRole })).filter(({ result }) => result === 'fails')
  expect(failed.map(({ told }) => told)).toEqual([
    'operations.permissions says the same of a reader and a writer: [read]',
  ])
})
