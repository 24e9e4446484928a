/** Goal: each part of a config is tried, and what is wrong is told with the key to change. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { unverified } from '#gate/errors.ts'
import type { HttpClient } from '#gate/system/http.ts'
import { RunningTarget } from '#gate/system/running.ts'
import type { Target } from '#gate/system/target.ts'
import { clientOf } from '#gate/system/testing/client-of.ts'
import { OperationsTrial } from './operations.ts'
import { renderTried } from './render.ts'

const admin = { name: 'root', email: 'root@example.com', password: 'secret of root' }

/** What a small backend answers: users log in by form, and have notes. */
async function answer(
  request: IncomingMessage,
  notes: Map<string, string>,
): Promise<[number, unknown]> {
  const { method, url = '', headers } = request
  const body = await text(request)
  if (url === '/login') {
    const { password } = JSON.parse(body)
    return password === admin.password ? [200, { token: 'of-root' }] : [401, { error: 'no' }]
  }
  if (headers.authorization !== 'Bearer of-root') return [401, { error: 'log in' }]
  if (url === '/me') return [200, { mail: admin.email }]
  const [, , id = ''] = url.split('/')
  if (method === 'POST') {
    const { title } = JSON.parse(body)
    if (typeof title !== 'string') return [418, { error: 'title' }]
    notes.set('7', title)
    return [201, { id: '7' }]
  }
  const title = notes.get(id)
  return title === undefined ? [404, {}] : [200, { title }]
}

let server: Server
let client: HttpClient
beforeEach(async () => {
  const notes = new Map<string, string>()
  server = createServer(async (request, response) => {
    const [status, body] = await answer(request, notes)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  client = await clientOf(server)
})
afterEach(async () => {
  await client.close()
  server.close()
})

const operations = {
  login:
    "{ post: /login, json: { user: '{email}', password: '{password}' }, " +
    'session: { bearer: $.token } }',
  profile: '{ get: /me, result: $.mail }',
  createRecord: "{ post: /notes, json: { title: '{name}' }, result: $.id }",
  readRecord: "{ get: '/notes/{id}', result: $.title, table: notes }",
}

function configOf(changes: Readonly<Record<string, string>>): TargetConfig {
  const lines = Object.entries({ ...operations, ...changes }).map(
    ([name, one]) => `  ${name}: ${one}`,
  )
  const head = 'name: notes\nlaunch: { url: http://127.0.0.1:1 }\noperations:\n'
  const yaml = `${head}${lines.join('\n')}\n`
  const read = readData(yaml)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return compileTarget(read.data) as TargetConfig
}

/** The parts of a target that a trial of its operations uses; no administrator: none is known. */
async function tried(
  changes: Readonly<Record<string, string>> = {},
  known: typeof admin | null = admin,
) {
  const config = configOf(changes)
  const who = async () => {
    if (known === null) throw unverified({ missing: ['admin', 'commands.createAdmin'] })
    return known
  }
  const running = new RunningTarget(config, client, undefined, who)
  return await new OperationsTrial({ config, admin: who } as unknown as Target, running).all()
}

test('what works is told so', async () => {
  const all = await tried()
  expect(all.map(({ key, result }) => `${key} ${result}`)).toEqual([
    'operations.login works',
    'operations.profile works',
    'operations.createRecord works',
    'operations.readRecord works',
  ])
  expect(renderTried(all)).toContain('Everything that the config says was found to work.')
})

test('what was not tried is not called working', async () => {
  const all = await tried({}, null)
  expect(all.some(({ result }) => result === 'fails')).toBe(false)
  expect(renderTried(all)).toContain('What could be tried was found to work.')
})

test('a table is looked for in the case in which the config has it', async () => {
  const backing = { postgres: 'DATABASE_URL' }
  const config = { ...configOf({ readRecord: operations.readRecord.replace('notes }', 'Note }') }) }
  const running = new RunningTarget(config, client, undefined, async () => admin)
  const asked: unknown[] = []
  const query = async (_sql: string, values: unknown[] = []) => {
    asked.push(...values)
    return [{ name: 'found' }]
  }
  const target = { config: { ...config, backing }, admin: async () => admin, query }
  await new OperationsTrial(target as unknown as Target, running).all()
  expect(asked).toEqual(['"Note"'])
})

describe('what does not work is told with what came instead', () => {
  test.each([
    ['profile', '{ get: /who, result: $.mail }', '404 {}'],
    ['profile', '{ get: /me, result: $.email }', 'expected root@example.com or root, got nothing'],
    [
      'createRecord',
      "{ post: /notes, json: { name: '{name}' }, result: $.id }",
      '418 {"error":"title"}',
    ],
    ['createRecord', "{ post: /notes, json: { title: '{name}' }, result: $.uuid }", 'no id'],
    [
      'readRecord',
      "{ get: '/notes/{id}', result: $.name, table: notes }",
      'expected preflight-trial, got nothing',
    ],
    ['invalidRecord', '{ post: /notes, json: { title: 42 } }', '418 {"error":"title"}'],
  ])('%s: %s', async (name, wrong, told) => {
    const found = (await tried({ [name]: wrong })).filter(({ result }) => result === 'fails')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ key: `operations.${name}` })
    expect(found[0]?.told).toContain(told)
    expect(found[0]?.change).toContain(`operations.${name}`)
  })

  test.each([
    ['{ post: /login, json: { password: wrong }, session: { bearer: $.token } }', '401'],
    ["{ post: /login, json: { password: '{password}' }, session: { bearer: $.jwt } }", 'no $.jwt'],
  ])('a login: %s', async (login, told) => {
    const [first, ...others] = await tried({ login })
    expect(first).toMatchObject({ key: 'operations.login', result: 'fails' })
    expect(first?.told).toContain(told)
    expect(first?.change).toEqual(['operations.login', 'admin', 'commands.createAdmin'])
    expect(others).toEqual([])
  })

  test('without an administrator nothing is tried, and it says why', async () => {
    const [only, ...others] = await tried({}, null)
    expect(only).toMatchObject({ key: 'operations.login', result: 'not tried' })
    expect(only?.told).toContain('"admin" or "commands.createAdmin"')
    expect(others).toEqual([])
  })
})
