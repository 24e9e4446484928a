import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTree } from './nginx-tree.ts'
import { portsOf, rewrite, type Wiring } from './rewrite.ts'

const main = '/etc/nginx/nginx.conf'
const wiring: Wiring = {
  ports: new Map([
    [80, 15080],
    [443, 15443],
  ]),
  port: 15000,
  dns: { host: '127.0.0.1', port: 15053 },
  addressesOf: (name) => (name === 'two' ? ['127.0.0.21', '127.0.0.22'] : ['127.0.0.21']),
  settings: {},
}

/** The texts after rewriting, by path; further files are found by their exact path. */
function rewritten(text: string, files: Record<string, string> = {}, change: Partial<Wiring> = {}) {
  const find = (pattern: string) => {
    const path = pattern.startsWith('/') ? pattern : `/etc/nginx/${pattern}`
    return files[path] === undefined ? [] : [{ path, text: files[path] }]
  }
  const tree = readTree({ main: { path: main, text }, find })
  return rewrite(tree, main, { ...wiring, ...change })
}
const inHttp = (text: string, change: Partial<Wiring> = {}) =>
  rewritten(`error_log off;events{}http{access_log off;${text}}`, {}, change).get(main) ?? ''

describe('one directive', () => {
  test.each([
    ['server { listen 80; }', 'listen 127.0.0.1:15080;'],
    ['server { listen *:443 ssl http2; }', 'listen 127.0.0.1:15443 ssl http2;'],
    [
      'server { listen [::]:80 ipv6only=on default_server; }',
      'listen 127.0.0.1:15080 default_server;',
    ],
    ['server { listen 80; listen [::]:80; }', 'server { listen 127.0.0.1:15080;  }'],
    ['server { listen 80; listen unix:/run/a; }', 'server { listen 127.0.0.1:15080;  }'],
    ['server { return 204; }', 'server { listen 127.0.0.1:15080; return 204; }'],
    ['server { listen 10.0.0.1; }', 'listen 127.0.0.1:15080;'],
    ['resolver 127.0.0.11 [::1] valid=2s ipv6=off;', 'resolver 127.0.0.1:15053 valid=2s ipv6=off;'],
    ['resolver kube-dns.kube-system ipv4=off;', 'resolver 127.0.0.1:15053;'],
    ['ssl_certificate /etc/nginx/ssl/a.pem;', 'ssl_certificate ssl/a.pem;'],
    ['ssl_certificate_key /etc/ssl/a.key;', 'ssl_certificate_key root/etc/ssl/a.key;'],
    ['ssl_certificate $ssl_server_name.pem;', 'ssl_certificate $ssl_server_name.pem;'],
    ['include conf.d/*.conf;', 'include conf.d/*.conf;'],
    [
      'access_log /var/log/nginx/a.log main buffer=1m;',
      'access_log logs/var-log-nginx-a.log main;',
    ],
    ['access_log syslog:server=10.0.0.1 main;', 'access_log logs/syslog-server-10.0.0.1 main;'],
    ['access_log off;', 'access_log off;'],
    ['error_log /dev/stderr;', 'error_log logs/error.log error; error_log stderr crit;'],
    ['upstream a { server b:8000 weight=2; }', 'upstream a { server 127.0.0.21:15000 weight=2; }'],
    ['upstream a { server two; }', 'server 127.0.0.21:15000; server 127.0.0.22:15000;'],
    ['upstream a { server b:8000 resolve; }', 'server b:15000 resolve;'],
  ])('%s', (text, expected) => expect(inHttp(text)).toContain(expected))

  test('what is the business of the engine is dropped', () => {
    const text = rewritten('user www; pid /run/a; daemon on; events {} http {}').get(main)
    expect(text).not.toMatch(/www|run|daemon/)
    expect(text).toContain('error_log logs/error.log notice;')
  })

  test('a PROXY protocol that nobody speaks here is not passed over', () => {
    expect(() => inHttp('server { listen 80 proxy_protocol; }')).toThrow('PROXY protocol')
  })
})

describe('where requests go', () => {
  const location = (text: string) => inHttp(`server { location / { ${text} } }`)
  test.each([
    ['set $b backend; proxy_pass http://$b:8000;', 'set $b backend; proxy_pass http://$b:15000;'],
    ['set $b backend; proxy_pass http://$b;', 'proxy_pass http://$b:15000;'],
    ['set $b http://backend:8000/; proxy_pass $b;', 'set $b http://backend:15000/; proxy_pass $b;'],
    [
      'set $c blue; set $b $c:8000; proxy_pass http://$b;',
      'set $b $c:15000; proxy_pass http://$b;',
    ],
    // Backends of the harness speak plain HTTP.
    ['proxy_pass https://backend:8000/a;', 'proxy_pass http://backend/a;'],
    ['proxy_pass http://10.0.0.7:8000;', 'proxy_pass http://preflight-10-0-0-7;'],
  ])('%s', (text, expected) => expect(location(text)).toContain(expected))

  test('a literal name is looked up once, to all of its addresses', () => {
    const text = location('proxy_pass http://two:8000/a;')
    expect(text).toContain('upstream two { server 127.0.0.21:15000; server 127.0.0.22:15000; }')
    expect(text).toContain('proxy_pass http://two/a;')
  })

  test('a name of an upstream block stays', () => {
    const block = 'upstream blue { server b:8000; }'
    const literal = inHttp(`${block} server { location / { proxy_pass http://blue; } }`)
    expect(literal).toContain('proxy_pass http://blue;')
    const variable = inHttp(`${block} map $a $up { default blue; }
      server { location / { proxy_pass http://$up; } }`)
    expect(variable).toContain('proxy_pass http://$up;')
    expect(variable).toContain('default blue;')
  })

  test('a map gives names with ports, in a file of its own that is included twice', () => {
    const files = { '/etc/nginx/live.conf': 'map $a $up { default backend:8000; b blue:8000; }' }
    const texts = rewritten(
      'http { include live.conf; include /etc/nginx/live.conf; server { proxy_pass http://$up; } }',
      files,
    )
    const expected = 'map $a $up { default backend:15000; b blue:15000; }'
    expect(texts.get('/etc/nginx/live.conf')).toBe(expected)
  })
})

describe('a setting', () => {
  const settings = { proxy_read_timeout: '2s' }

  test('is changed wherever it stands, and set for the places that leave it out', () => {
    const one = 'location / { proxy_read_timeout 90; }'
    const text = inHttp(`server { ${one} location /b { } }`, { settings })
    expect(text).toContain('location / { proxy_read_timeout 2s; }')
    expect(text).toMatch(/http ?\{[^{]*proxy_read_timeout 2s;/)
    expect(text.match(/proxy_read_timeout/g)).toHaveLength(2)
  })

  test('that stands for all places is set once', () => {
    const text = inHttp('proxy_read_timeout 90; server { location / { } }', { settings })
    expect(text.match(/proxy_read_timeout 2s;/g)).toHaveLength(1)
  })
})

test('a key of a table is no directive', () => {
  const text = 'map $arg_a $b { deny 1; }'
  expect(inHttp(text, { settings: { deny: '192.0.2.1' } })).toContain(text)
})

test('a fragment as the deployment guide has it', () => {
  const text = `upstream api { server app:8000; }
server { listen 80; server_name a.example; return 301 https://$server_name$request_uri; }
server { listen 443 ssl http2; server_name a.example;
  ssl_certificate /etc/nginx/ssl/fullchain.pem; ssl_certificate_key /etc/nginx/ssl/privkey.pem;
  location / { proxy_pass http://api; proxy_set_header Connection 'upgrade'; }
  location /health { proxy_pass http://api/health; access_log off; } }
`
  const texts = rewritten('http { include conf.d/a.conf; }', { '/etc/nginx/conf.d/a.conf': text })
  const expected = text
    .replace('app:8000', '127.0.0.21:15000')
    .replace('listen 80', 'listen 127.0.0.1:15080')
    .replace('listen 443', 'listen 127.0.0.1:15443')
    .replaceAll('/etc/nginx/ssl/', 'ssl/')
  expect(texts.get('/etc/nginx/conf.d/a.conf')).toBe(expected)
})

test('ports are those of the servers, the default among them', () => {
  const text = 'http { server { } server { listen 443 ssl; listen [::]:8443; } }'
  const tree = readTree({ main: { path: main, text }, find: () => [] })
  expect(portsOf(tree)).toEqual([80, 443, 8443])
})

test('what has no need of change is left as it was, whatever it looks like', () => {
  const unit = fc.constantFrom(...'ab {};#\'"\\$\n')
  const value = fc.string({ unit, maxLength: 12 }).map((text) => text.replace(/[\\"]/g, '\\$&'))
  const line = fc
    .tuple(fc.constantFrom('add_header', 'set', 'return', 'if', 'map'), fc.array(value))
    .map(
      ([name, words]) => `  ${name} ${words.map((word) => `"${word}"`).join('\t')} ; # ${name}\n`,
    )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const body = lines.join('')
      expect(inHttp(`server {listen 80;${body}}`)).toContain(`15080;${body}}`)
    }),
  )
})
