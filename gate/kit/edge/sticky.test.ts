/** Goal: an edge that keeps a client at one replica is told from one that leaves a replica out. */
import { expect, test } from 'vitest'
import { stickyDirective } from './sticky.ts'
import { parseNginx } from './syntax.ts'

const upstream = (text: string) =>
  `http { upstream api { ${text} server backend:8000; } server { } }`

test.for([
  ['ip_hash;', 'ip_hash'],
  ['hash $remote_addr consistent;', 'hash'],
  ['zone api 64k; hash $request_uri;', 'hash'],
  ['sticky cookie srv_id expires=1h;', 'sticky'],
] as const)('%s keeps requests at one server', ([text, name]) => {
  expect(stickyDirective(parseNginx(upstream(text), 'nginx.conf'))?.name).toBe(name)
})

test('so do parts of the clients', () => {
  const text = 'http { split_clients "$remote_addr" $up { 50% a; * b; } }'
  expect(stickyDirective(parseNginx(text, 'nginx.conf'))?.name).toBe('split_clients')
})

test.for(['least_conn;', 'random two;', 'keepalive 16;'])('%s chooses for each request', (text) => {
  expect(stickyDirective(parseNginx(upstream(text), 'nginx.conf'))).toBeUndefined()
})

test('a hash that is no way of balancing is none', () => {
  const text = 'http { map_hash_bucket_size 64; server { location / { secure_link $arg_hash; } } }'
  expect(stickyDirective(parseNginx(text, 'nginx.conf'))).toBeUndefined()
})
