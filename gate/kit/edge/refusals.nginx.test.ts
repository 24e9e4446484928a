/** What the nginx of this machine refuses is blamed on a deployment only if its own would, too. */
import { describe, expect, test } from 'vitest'
import { messageOf } from '#gate/errors.ts'
import { freePort } from '#gate/host/process/ports.ts'
import { deployedNginx } from './deployed-nginx.ts'
import { openEdge } from './edge.ts'
import { edgeImageOf } from './edge-image.ts'
import { readTree } from './nginx-tree.ts'
import { anachronisms, judgeRefusal, nginxErrorOf } from './refusals.ts'
import { secureServer, withTrial } from './testing/trial.ts'

const patienceMs = 60_000
/** As old as the machines that the gate runs on. */
const here = '1.22.1'

type Outcome = { accepted: boolean } | { isRefused: boolean; why: string }

/** What is said of a configuration, run by an image. */
async function outcome(text: string, image: string | undefined, lines = ''): Promise<Outcome> {
  const compose = `services:\n  web:\n    image: ${image}
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf"${lines}]\n`
  const files = { 'nginx.conf': text, ...(image ? { 'compose.yml': compose } : {}) }
  return await withTrial({ files }, async ({ target, stack }) => {
    const deployed = await deployedNginx(target)
    const tree = readTree(deployed)
    const deployment = {
      tree,
      image: edgeImageOf(deployed.service),
      service: deployed.service,
      here,
    }
    const [old] = anachronisms(deployment)
    if (old) return { isRefused: true, why: old }
    const pointTo = [{ host: '127.0.0.21', port: await freePort() }]
    const error = await openEdge(target, stack, { pointTo, asDeployed: true }).then(
      (edge) => void edge.close(),
      (reason) => nginxErrorOf(messageOf(reason)) ?? messageOf(reason),
    )
    return error === undefined ? { accepted: true } : judgeRefusal(error, deployment)
  })
}

const pass = 'location / { proxy_pass http://backend:8000; }'
const newer = 'nginx:1.29-alpine'

describe('what has no effect on the claims runs without it', { timeout: patienceMs }, () => {
  test.each([
    ['http2 on;', 'nginx:1.28-alpine'],
    ['http2 on;', 'nginx:latest'],
    ['http2 on;', undefined],
    ['resolver 10.0.0.2 ipv4=on;', newer],
    ['listen 443 quic reuseport; http3 on; quic_retry on; add_header Alt-Svc h3 always;', newer],
    ['keepalive_min_timeout 5s; ssl_certificate_cache max=10; early_hints 1;', newer],
  ])('%s of %s', async (text, image) => {
    expect(await outcome(secureServer(`${text} ${pass}`), image)).toEqual({ accepted: true })
  })

  test.each([
    `location ~ \\.php$ { include fastcgi_params; fastcgi_pass app:9000; }`,
    'location / { include uwsgi_params; uwsgi_pass app:3031; }',
    'location / { grpc_pass grpc://app:50051; }',
    'location / { proxy_bind 10.0.0.3; proxy_pass http://app:8000; }',
    'set_real_ip_from balancer; location / { proxy_pass http://app:8000; }',
    'listen unix:/run/edge.sock; location / { proxy_pass http://unix:/run/app.sock; }',
  ])('names are not looked up on this machine: %s', async (text) => {
    expect(await outcome(secureServer(text), newer)).toEqual({ accepted: true })
  })

  test('a stream is not tried', async () => {
    const text = `stream { server { listen 5432; proxy_pass db:5432; } } ${secureServer(pass)}`
    expect(await outcome(text, newer)).toEqual({ accepted: true })
  })
})

test(
  'names that are looked up at run time are looked up at the start',
  async () => {
    const upstream = 'upstream a { zone a 64k; resolver 127.0.0.11; server backend:8000 resolve; }'
    const text = secureServer('location / { proxy_pass http://a; }', upstream)
    await withTrial({ files: { 'nginx.conf': text } }, async ({ target, stack }) => {
      const pointTo = [{ host: '127.0.0.21', port: await freePort() }]
      const edge = await openEdge(target, stack, { pointTo })
      await edge.close()
      expect(edge.looksUpOnce).toMatch(/resolve/)
    })
  },
  patienceMs,
)

describe('what only a newer version or a module knows is open', { timeout: patienceMs }, () => {
  test.each([
    ['upstream a { zone a 64k; server b:80 resolve; }', newer, 'resolve'],
    ['upstream a { server b:80; resolver 127.0.0.11; }', newer, 'resolver in upstream'],
    ['add_header_inherit merge;', 'nginx:mainline', 'add_header_inherit'],
    ['add_header X $http3;', newer, '$http3'],
    ['http2 maybe;', newer, 'http2'],
    ['brotli on;', 'example/nginx-brotli:1.27', 'brotli'],
    ['more_set_headers "Server: x";', 'openresty/openresty:1.25.3.1-alpine', 'more_set_headers'],
    ['js_import main.js;', undefined, 'js_import'],
    ['server { access_by_lua_block { return {} } }', 'openresty/openresty:alpine', 'lua'],
    ['log_format x $proxy_protocol_tlv_alpn;', newer, '$proxy_protocol_tlv_alpn'],
    ['server { location / { proxy_limit_rate $arg_rate; } }', newer, 'a variable in'],
  ])('%s of %s', async (text, image, what) => {
    const result = await outcome(secureServer(pass, text), image)
    expect(result).toMatchObject({ isRefused: false, why: expect.stringContaining(what) })
    if (image) expect(result).toHaveProperty('why', expect.stringContaining(image))
  })

  test('a module that is loaded', async () => {
    const text = secureServer('js_content main.hello;')
    const module = 'load_module modules/ngx_http_js_module.so;'
    expect(await outcome(`${module} ${text}`, newer)).toMatchObject({ isRefused: false })
  })

  test('the versions of both are named, and the line', async () => {
    const text = secureServer(pass, 'upstream a { server b:80 resolve; }')
    const result = await outcome(text, 'nginx:1.28-alpine')
    expect(result).toHaveProperty(
      'why',
      'nginx 1.22.1 here does not know the parameter "resolve" of server, which came with ' +
        '1.27.3; the deployment has nginx:1.28-alpine: ' +
        'invalid parameter "resolve" in /etc/nginx/nginx.conf:6',
    )
  })

  test.each([
    ['in a folder that is mounted', 'nginx:1.28', ', "./certbot:/etc/letsencrypt"'],
    ['in an image of its own', 'example/edge:2', ''],
  ])('a file %s, and not here', async (_, image, lines) => {
    const text = secureServer(pass, 'include /etc/letsencrypt/options-ssl-nginx.conf;')
    expect(await outcome(text, image, lines)).toMatchObject({
      isRefused: false,
      why: expect.stringContaining('/etc/letsencrypt/options-ssl-nginx.conf is in the deployment'),
    })
  })
})

describe('what the deployment has no nginx for is refused', { timeout: patienceMs }, () => {
  test.each([
    ['http2 on;', 'nginx:1.24-alpine', 'http2 at /etc/nginx/nginx.conf:10 came with nginx 1.25.1'],
    ['listen 443 quic;', 'nginx:1.22.1', 'quic'],
    ['http2 on;', 'nginxinc/nginx-unprivileged:1.18', 'http2'],
    ['ssl_reject_handshake on;', 'nginx:1.18', 'came with nginx 1.19.4'],
    ['proxy_cookie_flags ~ secure;', 'nginx:1.17-alpine', 'proxy_cookie_flags'],
    ['ssl on;', 'nginx:1.28-alpine', 'was removed in nginx 1.25.1'],
    ['proxy_pas http://a;', newer, 'proxy_pas'],
    ['proxy_pas http://a;', 'nginx:1.20', 'proxy_pas'],
    ['server { listen 1; }', newer, 'not allowed here'],
    ['proxy_read_timeout soon;', newer, 'invalid value'],
    ['return 200 $nothing;', newer, 'unknown "nothing" variable'],
    ['include /etc/nginx/snippets/ssl.conf;', 'nginx:1.28', 'No such file'],
    ['location /api/ { proxy_pass http://backend:port; }', undefined, 'invalid port'],
  ])('%s of %s', async (text, image, why) => {
    const result = await outcome(secureServer(`${text} ${pass}`), image)
    expect(result).toMatchObject({ isRefused: true, why: expect.stringContaining(why) })
  })
})
