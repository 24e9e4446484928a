/** A server for pages that takes every path is not the backend, whose paths are elsewhere. */
import { expect, test } from 'vitest'
import type { TargetConfig } from '#gate/contract/contract.ts'
import { withEdge } from './edge-under-test.ts'
import { withTrial } from './testing/trial.ts'

const profile = { request: () => ({ method: 'GET', path: '/api/me' }) }
const operations = { profile } as unknown as TargetConfig['operations']
const server = (name: string, inside: string) =>
  `server { listen 80; server_name ${name}; ${inside} }`
const main = (...servers: string[]) => `events {} http { ${servers.join(' ')} }`
const to = (host: string) => `proxy_pass http://${host}:8000;`
const pages = server('www.example.com', `location / { ${to('pages')} }`)

test.each([
  [main(server('api.example.com', `location /api/ { ${to('app')} }`), pages), ['app']],
  [main(pages, server('api.example.com', `location ~ ^/api/ { ${to('app')} }`)), ['app']],
  [main(pages, server('api.example.com', `location = /api/me { ${to('app')} }`)), ['app']],
  // Which of the two it is, nothing says.
  [main(server('api.example.com', `location / { ${to('app')} }`), pages), ['app', 'pages']],
  // At one server both are asked for paths of the contract.
  [
    main(server('a.example.com', `location /api/ { ${to('app')} } location / { ${to('web')} }`)),
    ['app', 'web'],
  ],
])('%s', { timeout: 30_000 }, async (text, hosts) => {
  const config = {
    operations,
    endpoints: { health: '/health' },
    proxyHeaders: {},
  } as Partial<TargetConfig>
  await withTrial({ files: { 'nginx.conf': text }, config }, ({ target, stack }) =>
    withEdge({ target, stack }, {}, async (underTest) => {
      const { routes } = await underTest.routes()
      expect(routes.flatMap(({ place }) => place.hosts ?? []).sort()).toEqual(hosts)
    }),
  )
})
