import { expect, test } from 'vitest'
import { idleSeconds, nginxSeconds } from './idle-timeout.ts'
import { Places } from './places.ts'
import { parseNginx } from './syntax.ts'

test.each([
  ['75', 75],
  ['60s', 60],
  ['1m', 60],
  ['1m 30s', 90],
  ['1h30m', 5_400],
  ['500ms', 0.5],
  ['0', 0],
  ['$idle', undefined],
  ['soon', undefined],
  ['', undefined],
])('a time of %s', (text, seconds) => expect(nginxSeconds(text)).toBe(seconds))

function secondsAt(blocks: string, inServer: string): (number | undefined)[] {
  const directives = parseNginx(`http { ${blocks} server { ${inServer} } }`, 'nginx.conf')
  return new Places(directives).all.map((place) => idleSeconds(directives, place))
}

const kept = 'upstream kept { server a:80; keepalive 8; keepalive_timeout 75s; }'

test.each([
  ['the time of its block', kept, 'location / { proxy_pass http://kept; }', 75],
  [
    "nginx' own",
    'upstream b { server a:80; keepalive 8; }',
    'location / { proxy_pass http://b; }',
    60,
  ],
  [
    'the time of a block that a variable names',
    `map $host $live { default kept; } ${kept}`,
    'location / { proxy_pass http://$live; }',
    75,
  ],
  ['the longest of the blocks that keep any', kept, 'location / { proxy_pass $arg_a; }', 75],
  ["nginx' own without a block", '', 'location / { proxy_pass http://a:80; }', 60],
  [
    'none that it understands',
    'upstream b { server a:80; keepalive 8; keepalive_timeout soon; }',
    'location / { proxy_pass http://b; }',
    undefined,
  ],
])('a place has %s', (_, blocks, inServer, seconds) => {
  expect(secondsAt(blocks, inServer)).toEqual([seconds])
})
