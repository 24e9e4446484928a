/** Goal: a login by form is attempted as often as its limit needs, with the token of one page. */
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import type { RequestSpec } from '#gate/contract/requests.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import type { HttpClient } from '#gate/system/http.ts'
import { freshAccount } from '#gate/system/prepare.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { clientOf } from '#gate/system/testing/client-of.ts'
import { asLimited, attemptOf, clients, loginRequest, strangersRequest } from './login-attempts.ts'
import { carriesPassword } from './login-step.ts'

const yaml = `name: pages
launch: { url: http://127.0.0.1:1 }
operations:
  login:
    steps:
      - { get: /login, save: { token: { input: csrf } } }
      - post: /login
        form: { csrf: "{token}", email: "{email}", password: "{password}" }
    session: { cookies: all }
`
const account = { name: 'a', email: 'a@example.com', password: 'p' }
const limit = 3

let server: Server
let client: HttpClient
let pages: number
beforeEach(async () => {
  pages = 0
  const attempts = new Map<unknown, number>()
  server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      pages += 1
      response.setHeader('set-cookie', `csrf=t${pages}`)
      response.end(`<form><input name="csrf" value="t${pages}"></form>`)
      return
    }
    const token = new URLSearchParams(await text(request)).get('csrf')
    const who = request.headers['x-forwarded-for']
    const count = (attempts.get(who) ?? 0) + 1
    attempts.set(who, count)
    const isForged = token === null || request.headers.cookie !== `csrf=${token}`
    response.writeHead(isForged ? 403 : count > limit ? 429 : 200).end()
  })
  client = await clientOf(server)
})
afterEach(async () => {
  await client.close()
  server.close()
})

test('the page is asked for once', async () => {
  const read = readData(yaml)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const config = compileTarget(read.data) as TargetConfig
  const running = new RunningTarget(config, client, undefined, async () => account)
  const request = await loginRequest(running, account)
  const statuses: number[] = []
  for (let attempt = 0; attempt <= limit; attempt += 1) {
    statuses.push((await attemptOf(running, request, clients[0])).status)
  }
  expect(statuses).toEqual([200, 200, 200, 429])
  expect((await attemptOf(running, request, clients[1])).status).toBe(200)
  expect(pages).toBe(1)
})

test.for([
  ['a page with a key', '      - { get: /key }\n'],
  ['a choice of tenant', '      - { post: /tenant, form: { tenant: "1" } }\n'],
])('the attempt is the step with the password, not what follows: %s', async ([, step = '']) => {
  const read = readData(yaml.replace('    session:', `${step}    session:`))
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const config = compileTarget(read.data) as TargetConfig
  const running = new RunningTarget(config, client, undefined, async () => account)
  const { method, path } = await loginRequest(running, account)
  expect([method, path]).toEqual(['POST', '/login'])
  expect(pages).toBe(1)
})

test.for<[spec: Partial<RequestSpec>, carries: boolean]>([
  [{ json: { user: { password: 'secret-9' } } }, true],
  [{ json: { query: 'mutation { login(password: "secret-9") }' } }, true],
  [{ form: { password: 'secret-9' } }, true],
  [{ text: '<login><password>secret-9</password></login>' }, true],
  [{ path: '/login?password=secret-9' }, true],
  [{ headers: { authorization: `Basic ${btoa('a@example.com:secret-9')}` } }, true],
  [{ headers: { authorization: `Basic ${btoa('a@example.com:other')}` } }, false],
  [{ form: { csrf: 't1', email: 'a@example.com' } }, false],
  [{}, false],
])('%j: %s', ([spec, carries]) => {
  const account = { name: 'a', email: 'a@example.com', password: 'secret-9' }
  expect(carriesPassword({ method: 'POST', path: '/login', ...spec }, account)).toBe(carries)
})

test('a page may say that the limit is reached', () => {
  const reply = { status: 200, headers: [], body: '<p>Please wait 5 minutes.', ms: 1 } as const
  const config = (refusal?: string) =>
    ({ rateLimits: { login: refusal === undefined ? {} : { refusal } } }) as TargetConfig
  expect(asLimited(config('[Pp]lease wait'), reply).status).toBe(429)
  expect(asLimited(config('too many'), reply).status).toBe(200)
  expect(asLimited(config(), reply).status).toBe(200)
})

test('each stranger has an account of its own', async () => {
  const read = readData(yaml)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const config = compileTarget(read.data) as TargetConfig
  const running = new RunningTarget(config, client, undefined, async () => account)
  const target = { newAccount: freshAccount }
  const bodies = [
    await strangersRequest(target, running),
    await strangersRequest(target, running),
  ].map(({ body }) => new URLSearchParams(body?.content).get('email'))
  expect(new Set(bodies).size).toBe(2)
})
