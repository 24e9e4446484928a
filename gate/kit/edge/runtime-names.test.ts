/** Goal: upstream blocks with names that are looked up at run time are judged as nginx does it. */
import { expect, test } from 'vitest'
import { lacksRuntimeNames, runtimeNameRefusals } from './runtime-names.ts'
import { parseNginx } from './syntax.ts'

const refusals = (http: string) => runtimeNameRefusals(parseNginx(`http { ${http} }`, 'nginx.conf'))

test.each([
  'resolver 127.0.0.11; upstream a { zone a 64k; server app:80 resolve; }',
  'upstream a { zone a 64k; resolver 10.0.0.2; server app:80 max_fails=0 resolve; }',
  'upstream a { server app:80; }',
])('%s', (http) => {
  expect(refusals(http)).toEqual([])
})

test.each([
  ['resolver 1.1.1.1; upstream a { server app:80 resolve; }', /^resolving names .*"a".*zone \(/],
  ['upstream a { zone a 64k; server app:80 resolve; }', /^no resolver defined .*"a" \(/],
  // A server has no say in how its upstream is looked up.
  [
    'upstream a { zone a 64k; server app:80 resolve; } server { resolver 1.1.1.1; }',
    /^no resolver defined/,
  ],
])('%s', (http, why) => {
  expect(refusals(http)).toEqual([expect.stringMatching(why)])
})

test.each([
  ['invalid parameter "resolve" in /etc/nginx/nginx.conf:6', true],
  ['"resolver" directive is not allowed here in /etc/nginx/nginx.conf:6', true],
  ['invalid parameter "resolved" in /etc/nginx/nginx.conf:6', false],
  ['unknown directive "brotli" in /etc/nginx/nginx.conf:6', false],
])('%s: %s', (error, isLacking) => {
  expect(lacksRuntimeNames(error)).toBe(isLacking)
})
