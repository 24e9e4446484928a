import { expect, test } from 'vitest'
import { parseNginx } from '#gate/kit/edge/syntax.ts'
import { idHeaders } from './edge-id.ts'

test('the header in which the edge passes its id on is found, once', () => {
  const text = `http { proxy_set_header X-Request-ID $request_id; server {
    location / { proxy_set_header X-Request-Id "\${request_id}"; proxy_set_header Host $host; }
    location /a { proxy_set_header X-Trace edge-$request_id; }
  } }`
  expect(idHeaders(parseNginx(text, 'a.conf'))).toEqual(['x-request-id', 'x-trace'])
})

test('an id that the client may send is none of the edge', () => {
  const text = 'http { proxy_set_header X-Request-ID $http_x_request_id; }'
  expect(idHeaders(parseNginx(text, 'a.conf'))).toEqual([])
})
