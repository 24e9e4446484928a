/** Every place that passes requests on is found, and nginx itself says which one serves a path. */
import { describe, expect, test } from 'vitest'
import { backendRoutes } from './backend-routes.ts'
import { headerValues, send } from './edge-client.ts'
import { withEdge } from './edge-under-test.ts'
import { answering, type ReceivedRequest } from './stub.ts'
import { type Deployment, secureServer, withTrial } from './testing/trial.ts'

const patienceMs = 60_000

/** The path with which each place is reached, by its name. */
async function reached(deployment: Deployment): Promise<Record<string, string>> {
  return await withTrial(deployment, ({ target, stack }) =>
    withEdge({ target, stack }, {}, async (underTest) => {
      const { routes } = await underTest.routes()
      return Object.fromEntries(
        routes.map(({ place, host, path }) => [
          place.name,
          host === 'api.example.com' ? path : `${host}${path}`,
        ]),
      )
    }),
  )
}

const nginx = (text: string): Deployment => ({ files: { 'nginx.conf': text } })
const server = (text: string, inHttp = '') => nginx(secureServer(text, inHttp))
const pass = 'proxy_pass http://backend:8000;'

describe('each place is asked', { timeout: patienceMs }, () => {
  test.each<[string, Deployment, Record<string, string>]>([
    [
      'of prefixes, exact paths and patterns',
      server(`location / { ${pass} } location /api/ { ${pass} } location = /a { ${pass} }
        location ^~ /b { ${pass} } location ~ ^/v[0-9]+/ { ${pass} } location =/c { ${pass} }`),
      {
        'location /': '/',
        'location /api/': '/api/',
        'location = /a': '/a',
        'location ^~ /b': '/b',
        'location ~ ^/v[0-9]+/': expect.stringMatching(/^\/v\d+\//),
        'location =/c': '/c',
      },
    ],
    [
      'behind a page at /',
      server(`root /usr/share/nginx/html; location / { try_files $uri $uri/ =404; }
        location = /health { ${pass} } location /api/ { proxy_pass http://backend:8000/; }`),
      { 'location = /health': '/health', 'location /api/': '/api/' },
    ],
    [
      'that has only a name',
      server(`root /srv; location / { try_files $uri @app; } location @app { ${pass} }`),
      { 'location @app': '/' },
    ],
    [
      'that is led to by a rewrite',
      server(`location /old/ { rewrite ^/old/(.*)$ /new/$1 last; }
        location /new/ { internal; ${pass} } location / { return 404; }`),
      { 'location /new/': '/old/' },
    ],
    [
      'in a location of a location, and in a condition',
      server(`location /a/ { location /a/b/ { ${pass} } return 404; }
        location / { if ($request_method = GET) { ${pass} } }`),
      { 'location /a/b/': '/a/b/', 'if ($request_method = GET) in location /': '/' },
    ],
    [
      'and a request for permission is none',
      server(`location / { auth_request /ask; ${pass} }
        location = /ask { internal; proxy_pass http://backend:8000/me; }`),
      { 'location /': '/' },
    ],
    [
      'of each server, by the name that leads there',
      nginx(`events {} http {
        server { listen 80; server_name a.example.com; location / { ${pass} } }
        server { listen 80; server_name *.b.example.com; location /b { ${pass} } }
        server { listen 80; server_name "~^(?<x>[a-z]+)\\.c\\.example\\.com$";
          location /c { ${pass} } }
        server { listen 80 default_server; server_name _; location /d { ${pass} } }
        server { listen 8443; listen [::]:8443; location /e { ${pass} } }
        server { listen 81 default_server; return 444; } }`),
      {
        'location /': 'a.example.com/',
        'location /b': 'preflight.b.example.com/b',
        'location /c': expect.stringMatching(/^[a-z]+\.c\.example\.com\/c$/),
        'location /d': 'preflight-default.example/d',
        'location /e': 'a.example.com/e',
      },
    ],
    [
      'that few may come to',
      server(`location / { auth_basic Staff; auth_basic_user_file /etc/nginx/.htpasswd; ${pass} }
        location /metrics { allow 10.0.0.0/8; deny all; ${pass} }
        location /admin/ { satisfy all; deny all; ${pass} }
        location /read { limit_except GET { deny all; } ${pass} }
        location /hook { if ($request_method != POST) { return 405; } ${pass} }
        location /agents { if ($http_user_agent ~* "^$|curl|bot") { return 403; } ${pass} }`),
      {
        'location /': '/',
        'location /metrics': '/metrics',
        'location /admin/': '/admin/',
        'location /read': '/read',
        'location /hook': '/hook',
        'location /agents': '/agents',
      },
    ],
    [
      'of single pages, languages and errors',
      server(`root /srv; error_page 404 = @rails;
        location ~* ^/(api|cable|rails/active_storage)(/|$) { ${pass} }
        location ~ ^/(?:en|de)/(.+)$ { set $up backend; proxy_pass http://$up:8000/$1$is_args; }
        location @rails { ${pass} }
        location ~ \\.(css|js)$ { expires 1y; }
        location / { try_files $uri $uri/index.html @rails; }`),
      {
        'location ~* ^/(api|cable|rails/active_storage)(/|$)':
          expect.stringMatching(/^\/(api|cable|rails)/i),
        'location ~ ^/(?:en|de)/(.+)$': expect.stringMatching(/^\/(en|de)\/./),
        'location @rails': '/',
      },
    ],
    [
      'by the name that is not sent to another',
      nginx(
        secureServer(
          `if ($host = www.example.com) { return 301 https://api.example.com$request_uri; }
           if ($host ~* ^old\\.) { rewrite ^ https://api.example.com$uri permanent; }
           location / { ${pass} }`,
          '',
          'www.example.com old.example.com api.example.com',
        ),
      ),
      { 'location /': '/' },
    ],
    [
      'and another service has its own',
      {
        files: {
          'nginx.conf': secureServer(
            `location / { proxy_pass http://web:3000; }
            location /health { ${pass} } location /api/ { proxy_pass http://api; }`,
            'upstream api { server backend:8000; }',
          ),
        },
        config: { endpoints: { health: '/health' } },
      },
      { 'location /health': '/health', 'location /api/': '/api/' },
    ],
  ])('%s', async (_, deployment, expected) => {
    expect(await reached(deployment)).toEqual(expected)
  })
})

test('limits and memories of the edge do not answer for the backend', {
  timeout: patienceMs,
}, async () => {
  const text = secureServer(
    `location / { limit_req zone=rate; limit_conn conns 1;
       proxy_cache all; proxy_cache_valid any 1h; ${pass} }`,
    `limit_req_zone $host zone=rate:1m rate=1r/m; limit_conn_zone $host zone=conns:1m;
     proxy_cache_path /var/cache/nginx keys_zone=all:1m;`,
  )
  await withTrial(nginx(text), ({ target, stack }) =>
    withEdge({ target, stack }, {}, async ({ edge, stub, routes }) => {
      const [route] = (await routes()).routes
      if (!route) throw new Error('no route')
      const replies = await Promise.all(
        Array.from({ length: 12 }, () => send(edge, route, { path: route.path })),
      )
      expect(replies.map(({ status }) => status)).toEqual(Array(12).fill(200))
      expect(stub.requests).toHaveLength(12)
    }),
  )
})

test('a stub is told by a header how to answer, whatever the edge makes of the path', {
  timeout: patienceMs,
}, async () => {
  const text = secureServer('set $up backend; location /api/ { proxy_pass http://$up:8000/fixed; }')
  await withTrial(nginx(text), ({ target, stack }) =>
    withEdge({ target, stack }, {}, async ({ edge, stub, routes }) => {
      const [route] = (await routes()).routes
      if (!route) throw new Error('no route')
      const headers = [answering({ status: 503 })]
      const reply = await send(edge, route, { path: route.path, headers })
      expect(reply.status).toBe(503)
      expect(stub.requests.map(({ url }: ReceivedRequest) => url)).toEqual(['/fixed'])
      expect(headerValues(reply, 'x-preflight-place')).toHaveLength(1)
    }),
  )
})

describe('where nothing is asked', { timeout: patienceMs }, () => {
  const refused = (deployment: Deployment) =>
    withTrial(deployment, ({ target, stack }) =>
      withEdge({ target, stack }, {}, ({ edge }) => backendRoutes(target, edge)),
    )
  test.each([
    ['location ~ \\.php$ { include fastcgi_params; fastcgi_pass app:9000; }', 'FastCGI'],
    ['location / { include uwsgi_params; uwsgi_pass django:3031; }', 'uwsgi'],
    ['location / { scgi_pass app:4000; }', 'SCGI'],
    ['location / { grpc_pass grpc://app:50051; }', 'gRPC'],
  ])('%s', async (text, protocol) => {
    await expect(refused(server(`root /var/www; ${text}`))).rejects.toMatchObject({
      code: 'PREFLIGHT_E_UNVERIFIED',
      message: expect.stringContaining(`speaks ${protocol}`),
    })
  })

  test('no place at all', async () => {
    await expect(refused(server('location / { return 204; }'))).rejects.toMatchObject({
      code: 'PREFLIGHT_E_UNVERIFIED',
      message: expect.stringContaining('no proxy_pass'),
    })
  })

  test('a place that no request was found for is named, with what was asked', async () => {
    const text = `location / { if ($http_x_key != a) { return 403; } ${pass} }`
    await expect(refused(server(text))).rejects.toMatchObject({
      code: 'PREFLIGHT_E_INCONCLUSIVE',
      message: expect.stringMatching(/location \/ \(.*nginx.conf:\d+\).*\/: 403/),
    })
  })
})
