/** A server that takes any name needs none of the config. */
import { expect, test } from 'vitest'
import { serverNameOf } from './edge.ts'
import { send } from './edge-client.ts'
import { withEdge } from './edge-under-test.ts'
import { secureServer, withTrial } from './testing/trial.ts'

const pass = 'location / { proxy_pass http://backend:8000; }'
const http = (names: string) => `events {} http { server { listen 80; ${names} ${pass} } }`

test.each([
  [secureServer(pass, '', '_'), 'https', 'localhost'],
  [secureServer(pass, '', '""'), 'https', 'localhost'],
  [http(''), 'http', 'localhost'],
  [http('server_name _;'), 'http', 'localhost'],
  [http('server_name *.example.org;'), 'http', 'preflight.example.org'],
  [http('server_name .example.org;'), 'http', 'preflight.example.org'],
] as const)('%s', { timeout: 30_000 }, async (text, scheme, name) => {
  const deployment = { files: { 'nginx.conf': text }, config: { proxyHeaders: {} } }
  await withTrial(deployment, ({ target, stack }) =>
    withEdge({ target, stack }, {}, async ({ edge, stub }) => {
      expect(edge.serverName).toBe(name)
      const { status } = await send(edge, scheme, { path: '/a' })
      expect([status, stub.requests.length]).toEqual([200, 1])
      expect(() => serverNameOf(target, edge.tree)).toThrow('server name unknown')
    }),
  )
})
