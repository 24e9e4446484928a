import { describe, expect, test } from 'vitest'
import { applyEdits } from './edits.ts'
import { parseNginx } from './syntax.ts'
import { upstreamEdits } from './upstreams.ts'

const upstreams = {
  port: 19000,
  addressesOf: (name: string) => (name === 'two' ? ['127.0.0.21', '127.0.0.22'] : ['127.0.0.21']),
}

/** The text after rewriting, with the upstream blocks that it needs. */
function rewritten(text: string): { text: string; blocks: string[] } {
  const { edits, blocks } = upstreamEdits(parseNginx(text, 'a.conf'), upstreams)
  return { text: applyEdits(new Map([['a.conf', text]]), edits).get('a.conf') ?? '', blocks }
}
const http = (inServer: string, inHttp = '') =>
  `http { ${inHttp} server { location / { ${inServer} } } }`

describe('only the port of an address with variables is changed, wherever it comes from', () => {
  test.each([
    [
      'set $up backend; proxy_pass http://$up:8000$request_uri;',
      'set $up backend; proxy_pass http://$up:19000$request_uri;',
    ],
    ['set $up backend; proxy_pass http://$up$request_uri;', 'http://$up:19000$request_uri;'],
    ['set $up backend:8000; proxy_pass http://$up$uri;', 'set $up backend:19000;'],
    [
      'set $up backend; proxy_pass "http://${up}:8000$uri$is_args$args";',
      '"http://${up}:19000$uri',
    ],
    ['set $up backend; proxy_pass http://$up:8000/$1$is_args$args;', 'http://$up:19000/$1$is_args'],
    ['set $up backend; proxy_pass http://$up:8000$1;', 'http://$up:19000$1;'],
    ['set $up http://backend:8000; proxy_pass $up$request_uri;', 'set $up http://backend:19000;'],
    ['set $up http://backend; proxy_pass $up;', 'proxy_pass $up:19000;'],
    ['set $up http://backend/; proxy_pass $up;', 'set $up http://backend:19000/;'],
    ['set $port 8000; proxy_pass http://backend:$port$uri;', 'set $port 19000;'],
    ['proxy_pass http://backend:$server_port$uri;', 'proxy_pass http://backend:19000$uri;'],
    [
      'set $h backend; set $p 8000; set $up $h:$p; proxy_pass http://$up;',
      'set $h backend; set $p 19000; set $up $h:$p; proxy_pass http://$up;',
    ],
    ['set $up backend; proxy_pass $scheme://$up:8000;', 'proxy_pass http://$up:19000;'],
    ['set $up backend; proxy_pass https://$up:8443;', 'proxy_pass http://$up:19000;'],
    ['set $proto https; proxy_pass $proto://backend:8443$uri;', 'set $proto http;'],
    ['proxy_pass http://$host:8000;', 'proxy_pass http://$host:19000;'],
    ['proxy_pass http://$host;', 'proxy_pass http://$host:19000;'],
    ['proxy_pass http://$1.internal:8000/x;', 'proxy_pass http://$1.internal:19000/x;'],
    ['proxy_pass http://$tenant.internal;', 'proxy_pass http://$tenant.internal:19000;'],
    ['set $UP backend; proxy_pass http://$up:80;', 'proxy_pass http://$up:19000;'],
    ['proxy_pass http://backend$request_uri;', 'proxy_pass http://backend:19000$request_uri;'],
    [
      'set $path $1; set $up "http://backend:8000/$path"; proxy_pass $up$is_args$args;',
      'set $up http://backend:19000/$path;',
    ],
    ['set $s /run/a.sock; proxy_pass http://unix:$s;', 'proxy_pass http://preflight-socket;'],
    [
      'proxy_pass http://unix:/run/a.sock:$request_uri;',
      'proxy_pass http://preflight-socket$request_uri;',
    ],
    ['proxy_pass http://unix:/run/a.sock:/v1/$1;', 'proxy_pass http://preflight-socket/v1/$1;'],
    ['set $up unix:/run/a.sock; proxy_pass http://$up;', 'set $up preflight-socket;'],
    ['set $up http://unix:/run/a.sock; proxy_pass $up;', 'set $up http://preflight-socket;'],
    // Empty until a condition sets it.
    [
      'set $up ""; if ($a) { set $up http://backend:8000; } proxy_pass $up;',
      'set $up ""; if ($a) { set $up http://backend:19000; } proxy_pass $up;',
    ],
    ['set $up ""; if ($a) { set $up blue; } proxy_pass http://$up:8000$uri;', '$up:19000$uri;'],
  ])('%s', (text, expected) => expect(rewritten(http(text)).text).toContain(expected))

  test.each([
    [
      'map $a $up { default backend:8000; b blue:8000; }',
      'map $a $up { default backend:19000; b blue:19000; }',
    ],
    ['map $a $up { default backend; b blue:8000; }', '{ default backend:19000; b blue:19000; }'],
    ['map $a $up { hostnames; volatile; default backend; }', 'proxy_pass http://$up:19000;'],
    ['geo $up { default backend:8000; 10.0.0.0/8 blue; }', 'backend:19000; 10.0.0.0/8 blue:19000;'],
    ['split_clients $a $up { 10% blue; * backend; }', 'proxy_pass http://$up:19000;'],
  ])('%s', (table, expected) => {
    expect(rewritten(http('proxy_pass http://$up;', table)).text).toContain(expected)
  })

  test('names of upstream blocks stay among others', () => {
    const table = 'upstream blue { server b:1; } map $a $up { default backend; b blue; }'
    const { text } = rewritten(http('proxy_pass http://$up;', table))
    expect(text).toContain('{ default backend:19000; b blue; }')
    expect(text).toContain('proxy_pass http://$up;')
  })

  test('a variable of another server is another one', () => {
    const text = `http { server { set $up backend; location / { proxy_pass http://$up:8000; } }
      server { set $up http://other:9000/; location / { proxy_pass $up; } } }`
    expect(rewritten(text).text).toBe(
      text.replace('$up:8000', '$up:19000').replace('other:9000', 'other:19000'),
    )
  })

  test('what is used elsewhere stays as it is', () => {
    const text = http('set $up backend; proxy_set_header X-Up $up; proxy_pass http://$up;')
    expect(rewritten(text).text).toBe(text.replace('http://$up', 'http://$up:19000'))
  })

  test.each([
    ['set $up 10.0.0.7; proxy_pass http://$up:8000$uri;', 'set $up preflight-10-0-0-7;'],
    ['set $up 10.0.0.7:8000; proxy_pass http://$up;', 'set $up preflight-10-0-0-7;'],
    ['proxy_pass http://10.0.0.7:8000$uri;', 'proxy_pass http://preflight-10-0-0-7$uri;'],
  ])('%s: of an address no DNS is asked, so a block stands for it', (text, expected) => {
    const result = rewritten(http(text))
    expect(result.text).toContain(expected)
    expect(result.text).not.toContain(':8000')
    expect(result.blocks).toEqual(['upstream preflight-10-0-0-7 { server 127.0.0.21:19000; }'])
  })

  test('a condition sets what else it may be', () => {
    const text = `http { map $host $up { default backend; } server {
      if (-f $document_root/blue) { set $up backend-blue; }
      location / { proxy_pass http://$up:8000; } } }`
    expect(rewritten(text).text).toBe(text.replace(':8000', ':19000'))
  })
})

describe('what is not understood is named with its line', () => {
  test.each([
    'proxy_pass http://$1;',
    'proxy_pass http://$upstream_http_x_backend;',
    'proxy_pass $arg_url;',
    'set $up backend; proxy_pass http://$up$1;',
    'set $up $http_x_backend; proxy_pass http://$up;',
    'proxy_pass http://unix:/run/$http_x;',
  ])('%s', (text) => {
    expect(() => rewritten(`\n\n${http(text)}`)).toThrow(
      expect.objectContaining({
        code: 'PREFLIGHT_E_INCONCLUSIVE',
        message: expect.stringMatching(/^a\.conf:3: it is not clear where proxy_pass /),
      }),
    )
  })

  test('an address that nginx refuses is left for nginx to refuse', () => {
    const text = http('proxy_pass http://backend:port/;')
    expect(rewritten(text).text).toBe(text)
  })
})

describe('a literal name of any protocol becomes a block of its addresses', () => {
  test.each([
    ['fastcgi_pass app:9000;', 'fastcgi_pass app;', 'app'],
    ['uwsgi_pass uwsgi://app:3031;', 'uwsgi_pass uwsgi://app;', 'app'],
    ['scgi_pass app:4000;', 'scgi_pass app;', 'app'],
    ['grpc_pass grpc://app:50051;', 'grpc_pass grpc://app;', 'app'],
    ['grpc_pass app:50051;', 'grpc_pass app;', 'app'],
    ['memcached_pass app:11211;', 'memcached_pass app;', 'app'],
    ['proxy_pass http://app:8000/x;', 'proxy_pass http://app/x;', 'app'],
    ['proxy_pass https://10.0.0.7:8443;', 'http://preflight-10-0-0-7;', 'preflight-10-0-0-7'],
    ['proxy_pass http://[fd00::7]:8000;', 'http://preflight-fd00-7;', 'preflight-fd00-7'],
    ['proxy_pass http://unix:/run/a.sock;', 'http://preflight-socket;', 'preflight-socket'],
    ['proxy_pass http://unix:/run/a.sock:/x;', 'http://preflight-socket/x;', 'preflight-socket'],
  ])('%s', (text, expected, block) => {
    const result = rewritten(http(text))
    expect(result.text).toContain(expected)
    expect(result.blocks).toEqual([`upstream ${block} { server 127.0.0.21:19000; }`])
  })

  test.each(['fastcgi_pass unix:/run/php-fpm.sock;', 'fastcgi_pass $php;', 'uwsgi_pass $up:3031;'])(
    '%s is looked up by nobody when nginx starts',
    (text) => expect(rewritten(http(text))).toEqual({ text: http(text), blocks: [] }),
  )

  test('an upstream block is meant by its name, and its servers are replaced', () => {
    const blocks = 'upstream php { server php:9000; server unix:/run/php.sock backup; }'
    const { text, blocks: added } = rewritten(http('fastcgi_pass php;', blocks))
    expect(text).toContain(
      'upstream php { server 127.0.0.21:19000; server 127.0.0.21:19000 backup; }',
    )
    expect(text).toContain('fastcgi_pass php;')
    expect(added).toEqual([])
  })
})

test('upstreams of another port lead there, and the same host with its own port does not', () => {
  const text = `http { upstream pool { server app:8000; server app:9000; } server {
    location / { proxy_pass http://app:8000; }
    location /metrics { proxy_pass http://app:9000/metrics; }
  } }`
  const others = { ...upstreams, otherPorts: new Map([[9000, 19900]]) }
  const { edits, blocks } = upstreamEdits(parseNginx(text, 'a.conf'), others)
  const edited = applyEdits(new Map([['a.conf', text]]), edits).get('a.conf')
  expect(edited).toContain('server 127.0.0.21:19000; server 127.0.0.21:19900;')
  expect(edited).toContain('proxy_pass http://app-9000/metrics;')
  expect(edited).toContain('proxy_pass http://app;')
  expect(blocks).toEqual([
    'upstream app { server 127.0.0.21:19000; }',
    'upstream app-9000 { server 127.0.0.21:19900; }',
  ])
})
