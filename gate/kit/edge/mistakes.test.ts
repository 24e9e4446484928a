import { describe, expect, test } from 'vitest'
import { knownMistakes } from './mistakes.ts'
import { parseNginx } from './syntax.ts'

const kinds = (text: string) =>
  knownMistakes(parseNginx(`http { ${text} }`, 'a.conf')).map(({ kind, place }) => [kind, place])

const frame = 'add_header X-Frame-Options DENY;'

describe('found', () => {
  test.each([
    ['proxy_set_header Host $http_host;', 'host spoofing'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: nginx' own notation
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
    ['server { location ^~ /a { alias /b/; } }', 'alias traversal'],
  ])('%s', (text, kind) => expect(kinds(text)).toEqual([[kind, 'a.conf:1']]))
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
