/** Endpoints that let only some in: by a header, or by the administrator's session. */
import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineTarget } from '#gate/contract/contract.ts'
import { Redactor } from '#gate/redact.ts'
import { endpointSecrets } from './endpoint-secrets.ts'
import { readinessOf } from './endpoints.ts'
import type { HttpClient } from './http.ts'
import { Readiness } from './readiness.ts'
import { RunningTarget } from './running.ts'
import { clientOf } from './testing/client-of.ts'

const admin = { name: 'root', email: 'root@example.com', password: 'a password of root' }
const token = '7f3c9a1e5b2d4c68'

/** A backend that shows its metrics for a token, and its readiness to the administrator. */
let server: Server
let client: HttpClient
let isLoginDown = false

beforeEach(async () => {
  isLoginDown = false
  server = createServer(({ url, headers }, response) => {
    const isAdmin = headers.authorization === 'Bearer of-root'
    const statuses: Record<string, number> = {
      '/login': isLoginDown ? 500 : 200,
      '/ready': isAdmin ? 200 : 401,
      '/metrics': headers['x-scrape-token'] === token ? 200 : 403,
    }
    response.writeHead(statuses[url ?? ''] ?? 404).end()
  })
  client = await clientOf(server)
})
afterEach(async () => {
  await client.close()
  server.close()
})

const config = defineTarget({
  name: 'guarded',
  launch: { kind: 'attached', url: 'http://127.0.0.1:1' },
  endpoints: {
    ready: { path: '/ready', session: 'admin' },
    metrics: { path: '/metrics', headers: { 'x-scrape-token': token } },
  },
  operations: {
    login: {
      request: () => ({ method: 'POST', path: '/login', json: {} }),
      result: () => ({ headers: { authorization: 'Bearer of-root' } }),
    },
  },
})
const running = () => new RunningTarget(config, client, undefined, async () => admin)

test('headers and the session are sent', async () => {
  const target = running()
  expect((await target.send(await target.endpoint('metrics'))).status).toBe(200)
  expect((await target.send(await target.endpoint('ready'))).status).toBe(200)
  expect(await target.endpointIfAny('health')).toBeUndefined()
  await expect(target.endpoint('health')).rejects.toThrow('endpoints.health')
})

test('readiness logs in, and says why it was not asked', async () => {
  const readiness = new Readiness(readinessOf(config), client, () => running().adminSession())
  isLoginDown = true
  expect(await readiness.ask(5_000)).toBe(false)
  expect(readiness.last).toBe('GET /ready was not asked: the login of root answered 500: ')
  isLoginDown = false
  expect(await readiness.ask(5_000)).toBe(true)
})

test('a login that failed is tried again', async () => {
  const target = running()
  isLoginDown = true
  await expect(target.endpoint('ready')).rejects.toThrow('answered 500')
  isLoginDown = false
  expect((await target.endpoint('ready')).headers).toEqual({ authorization: 'Bearer of-root' })
})

test('before there is an administrator, any answer means ready', async () => {
  expect(await new Readiness(readinessOf(config), client).ask(5_000)).toBe(true)
})

test('tokens in headers and paths are redacted', () => {
  const redactor = new Redactor()
  const secrets = endpointSecrets({
    ...config,
    endpoints: {
      health: '/probe/9f8e7d6c5b4a39281706/health',
      ready: '/ready?token=query-token-1',
      metrics: { path: '/metrics', headers: { authorization: `Bearer ${token}` } },
    },
  })
  for (const [name, value] of secrets) redactor.add(name, value)
  const text = `GET /probe/9f8e7d6c5b4a39281706/health, /ready?token=query-token-1, ${token}`
  expect(redactor.redact(text)).toBe(
    'GET /probe/[redacted a token of endpoints.health]/health, ' +
      '/ready?token=[redacted a token of endpoints.ready], [redacted a token of endpoints.metrics]',
  )
})
