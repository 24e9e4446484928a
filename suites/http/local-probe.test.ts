/** Goal: a backend that sends plain HTTP to https is not taken for one that refuses the host. */
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/target-config.ts'
import { RunningTarget } from '#gate/system/running.ts'
import { clientOf } from '#gate/system/testing/client-of.ts'
import { isSentToHttps, probeStatus } from './local-probe.ts'

test.for<[status: number, headers: [string, string][], isSent: boolean]>([
  [301, [['Location', 'https://localhost/up']], true],
  [308, [['location', 'HTTPS://localhost:8000/up']], true],
  [302, [['location', 'http://localhost/login']], false],
  [302, [['location', '/login']], false],
  [301, [], false],
  [200, [['location', 'https://localhost/up']], false],
  [403, [], false],
])('%i %j: %s', ([status, headers, isSent]) => {
  expect(isSentToHttps({ status, headers })).toBe(isSent)
})

test.for([
  [{ 'x-forwarded-proto': 'https' }, 'localhost', 200],
  [{ 'x-forwarded-proto': 'https' }, 'elsewhere', 403],
  [{}, 'localhost', 301],
] as const)('with %j from the proxy, at %s: %i', async ([proxyHeaders, host, status]) => {
  const server = createServer(({ headers }, response) => {
    const isHttps = headers['x-forwarded-proto'] === 'https'
    if (headers.host !== 'localhost') response.writeHead(403).end()
    else response.writeHead(isHttps ? 200 : 301, { location: 'https://localhost/up' }).end()
  })
  const client = await clientOf(server)
  const launch = { kind: 'attached', url: client.url } as const
  const config: TargetConfig = { name: 'x', launch, proxyHeaders }
  const running = new RunningTarget(config, client, undefined, async () => {
    throw new Error('nobody logs in')
  })
  expect(await probeStatus(running, host, { path: '/up' })).toBe(status)
  await client.close()
  server.close()
})
