/** Goal: a login by form is attempted as often as its limit needs, with the token of one page. */
import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compileTarget } from '#gate/contract/data/compile/compile.ts'
import { readData } from '#gate/contract/data/read-data.ts'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import type { HttpClient } from '#gate/system/http.ts'
import { freshAccount } from '#gate/system/prepare.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { clientOf } from '#gate/system/testing/client-of.ts'
import { asLimited, attemptOf, clients, loginRequest, strangersRequest } from './login-attempts.ts'

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
