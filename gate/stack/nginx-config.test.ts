import { describe, expect, test } from 'vitest'
import {
  fillPorts,
  listenedPorts,
  missingMainDirectives,
  placeholderNames,
  withHttpDefaults,
} from './nginx-config.ts'

const config = `events {}
http {
  # listen 9; access_log nothing;
  server { listen {{port:web}}; listen 127.0.0.1:{{port:web}}; }
  server { listen {{port:8443}} ssl; return 301 https://x:{{port:8443}}/; }
}`
const ports = new Map([
  ['web', 15000],
  ['8443', 15001],
])

test('placeholders are named once, in order', () => {
  expect(placeholderNames(config)).toEqual(['web', '8443'])
})

test('a listen directive without an address gets one, other text does not', () => {
  const filled = fillPorts(config, ports, '127.0.0.1')
  expect(filled).toContain('{ listen 127.0.0.1:15000; listen 127.0.0.1:15000; }')
  expect(filled).toContain('listen 127.0.0.1:15001 ssl; return 301 https://x:15001/;')
})

describe('listened ports', () => {
  test('comments do not count', () => {
    expect(listenedPorts(fillPorts(config, ports, '*'))).toEqual([15000, 15001])
  })
  test.each([
    ['listen 80;', [80]],
    ['listen [::]:81 ssl http2;', [81]],
    ['listen localhost;', [80]],
    ['listen unix:/run/x.sock; listen 82;', [82]],
  ])('%s', (text, expected) => expect(listenedPorts(`server { ${text} }`)).toEqual(expected))
  test('none is an error', () => {
    expect(() => listenedPorts('events {}')).toThrow('no listen directive')
  })
})

test('defaults are added only where the configuration says nothing', () => {
  const result = withHttpDefaults('http { access_log off; }', { access_log: 'a', scgi_x: 'b' })
  expect(result).toContain('scgi_x b;')
  expect(result).not.toContain('access_log a;')
})

test('main directives that are set are left alone', () => {
  const wanted = { daemon: 'off', pid: 'nginx.pid' }
  expect(missingMainDirectives('pid /tmp/x.pid; events {}', wanted)).toBe('daemon off;')
})
