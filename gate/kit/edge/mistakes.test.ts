import { describe, expect, test } from 'vitest'
import { knownMistakes } from './mistakes.ts'
import { parseNginx } from './syntax.ts'

const kinds = (text: string) =>
  knownMistakes(parseNginx(`http { ${text} }`, 'a.conf')).map(({ kind, place }) => [kind, place])

const frame = 'add_header X-Frame-Options DENY;'

describe('found', () => {
  test.each([
    ['proxy_set_header Host $http_host;', 'host spoofing'],
    ['proxy_set_header X-Forwarded-Host "${http_host}";', 'host spoofing'],
    [`${frame} server { add_header A b; }`, 'headers lost by inheritance'],
    [
      `${frame} server { location / { if ($a) { add_header A b; } } }`,
      'headers lost by inheritance',
    ],
    [
      'proxy_set_header Host $host; server { proxy_set_header A b; }',
      'headers lost by inheritance',
    ],
    ['server { location /a { alias /b/; } }', 'alias traversal'],
    ['} events { worker_connections 2000000;', 'connections above open files'],
    [
      '} worker_rlimit_nofile 512; events { worker_connections 1024;',
      'connections above open files',
    ],
    ['server { location ^~ /a { alias /b/; } }', 'alias traversal'],
    ['server { return 301 https://a.example$uri; }', 'header splitting'],
    ['server { location /old/ { return https://a.example${document_uri}; } }', 'header splitting'],
    ['server { location / { add_header X-Path $uri; } }', 'header splitting'],
    ['server { location / { proxy_pass http://backend$uri; } }', 'header splitting'],
    ['server { set $to $uri; location /r { return 302 https://a.b$to; } }', 'header splitting'],
    ['server { set $a "x${URI}"; set $b $a; add_header X-Path $b; }', 'header splitting'],
    [
      'map $scheme $to { https /a; default $document_uri; } server { return 301 https://a.b$to; }',
      'header splitting',
    ],
  ])('%s', (text, kind) => expect(kinds(text)).toEqual([[kind, 'a.conf:1']]))
})

test.each([
  'map $uri $to { /old /new; default /; } server { return 301 https://a.example$to; }',
  'server { set $to $request_uri; return 301 https://a.example$to; }',
  'server { location = /a { set $to $uri; } location / { return 301 https://a.example$to; } }',
  'server { set $to $uri; location / { return 200 $to; } }',
  'server { set $a $b; set $b $a; return 301 https://a.example$a; }',
])('no header splitting: %s', (text) => expect(kinds(text)).toEqual([]))

const told = 'server { location / { proxy_set_header Host $told; } }'

describe('the Host of the client by way of a variable', () => {
  test.each([
    ['map $http_host $told { default $http_host; "" $host; }', told],
    ['map $http_host $told { "" $host; "~(?<name>.+)" $name; }', told],
    ['map $http_host $told { "~^(.+)$" $1; }', told],
    ['map $scheme $told { https $HTTP_HOST; }', told],
    ['map $http_host $one { default $http_host; }', `map $one $told { default $one; } ${told}`],
    [
      'map $http_host $told { "~example" $http_host; }',
      `server { server_name api.example.com; } ${told}`,
    ],
    ['', 'server { set $told $http_host; location / { proxy_set_header Host $told; } }'],
    [
      '',
      'server { set $a $http_host; location / { set $told "${a}"; proxy_set_header Host $told; } }',
    ],
    ['', 'server { if ($http_host ~ "^([^:]+)") { set $told $1; } proxy_set_header Host $told; }'],
    ['', 'server { location / { grpc_set_header Host $http_host; } }'],
    ['', 'server { proxy_set_header Forwarded "for=$remote_addr;host=$http_host"; }'],
    ['', 'server { proxy_set_header Host $http_x_forwarded_host; }'],
    ['map $http_x_forwarded_host $told { default $http_x_forwarded_host; "" $host; }', told],
    ['map $arg_host $told { default $arg_host; "" $host; }', told],
    // The name by which nginx chose the server may be another than that of the header.
    ['', 'server { if ($host != a.example) { return 444; } proxy_set_header Host $http_host; }'],
    ['', 'server { if ($http_host ~ evil) { return 444; } proxy_set_header Host $http_host; }'],
    ['', 'server { if ($http_host !~ ex) { return 444; } proxy_set_header Host $http_host; }'],
    [
      'map $http_host $bad { default 0; evil 1; }',
      'server { if ($bad = 1) { return 444; } proxy_set_header Host $http_host; }',
    ],
  ])('%s %s', (tables, text) => {
    expect(kinds(`${tables} ${text}`)).toEqual([['host spoofing', 'a.conf:1']])
  })

  test('is told with its way, at the line of the header', () => {
    const text =
      'http {\nmap $http_host $told { default $http_host; }\nserver {\n' +
      'proxy_set_header Host $told; } }'
    expect(knownMistakes(parseNginx(text, 'a.conf'))).toEqual([
      {
        kind: 'host spoofing',
        place: 'a.conf:4',
        what: 'Host is set to $told = $http_host, which the client controls: use $host',
      },
    ])
  })
})

describe('a Host that the configuration chooses', () => {
  test.each([
    'map $http_host $told { default api.example.com; }',
    'map $http_host $told { default api.example.com; www.example.com $http_host; }',
    'map $http_host $told { hostnames; default $host; *.example.com $http_host; }',
    'map $http_host $told { default ""; "~^(www|api)\\.example\\.com$" $http_host; }',
    'map $host $told { default $host; }',
    'map $http_x $told { default $host; }',
    'map $http_x_tenant_host $told { default a.example.com; b b.example.com; }',
  ])('%s', (tables) => expect(kinds(`${tables} ${told}`)).toEqual([]))

  test.each([
    'if ($http_host = api.example.com) { set $told $http_host; }',
    'if ($http_host ~ ^(api|www)\\.example\\.com$) { set $told $1; }',
    'set $told $host;',
    'if ($http_host != api.example.com) { return 444; } set $told $http_host;',
    'if ($http_host !~* ^(www\\.)?example\\.com$) { return 421; } set $told $http_host;',
  ])('%s', (text) => {
    expect(kinds(`server { ${text} location / { proxy_set_header Host $told; } }`)).toEqual([])
  })

  test.each([
    'map $http_host $bad { default 1; api.example.com 0; }',
    'map $http_host $bad { hostnames; default 1; *.example.com 0; }',
  ])('all others are turned away: %s', (table) => {
    const text = 'server { if ($bad = 1) { return 444; } proxy_set_header Host $http_host; }'
    expect(kinds(`${table} ${text}`)).toEqual([])
  })

  test('another server has another variable of the name', () => {
    const other = 'server { set $told $http_host; }'
    expect(kinds(`${other} server { set $told $host; proxy_set_header Host $told; }`)).toEqual([])
  })
})

describe('not taken for one', () => {
  test.each([
    'proxy_set_header Host $host;',
    'proxy_set_header Origin $http_origin;',
    `${frame} server { add_header x-frame-options DENY always; add_header A b; }`,
    'add_header A b; server { add_header C d; }',
    `server { ${frame} location / { proxy_pass http://a; } }`,
    'server { location /a/ { alias /b/; } }',
    'server { location = /a { alias /b; } }',
    'server { location ~ ^/a { alias /b/; } }',
  ])('%s', (text) => expect(kinds(text)).toEqual([]))
})

describe('no header is split by', () => {
  test.each([
    'server { return 301 https://a.example$request_uri; }',
    'server { location = /old { return 301 https://a.example$uri; } }',
    'server { location ~ ^/old/[a-z]+$ { return 301 https://a.example$uri; } }',
    'server { location / { return 404 $uri; } }',
    'server { location / { try_files $uri $uri/ =404; } }',
    'log_format a "$uri";',
  ])('%s', (text) => expect(kinds(text)).toEqual([]))
})
