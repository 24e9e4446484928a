/** Goal: a header that the edge takes from the client is looked at, though honest ones lack it. */
import { expect, test } from 'vitest'
import { Places } from './places.ts'
import { parseNginx } from './syntax.ts'
import { silentHeaders } from './written-headers.ts'

const known = ['x-forwarded-for', 'x-real-ip', 'forwarded']

function silent(location: string, inServer = '') {
  const text = `http { server { ${inServer} location / { proxy_pass http://app; ${location} } } }`
  const [place] = new Places(parseNginx(text, 'nginx.conf')).all
  return place && silentHeaders(place, known, ['x-real-ip'])
}

test('written from a header of the client', () => {
  const spoofed = 'proxy_set_header X-Forwarded-For $http_x_forwarded_for;'
  expect(silent(`proxy_set_header X-Real-IP $remote_addr; ${spoofed}`)).toEqual(known.slice(0, 1))
  expect(silent('', spoofed)).toEqual(known.slice(0, 1))
})

test('what is not written is the business of the backend', () => {
  expect(silent('proxy_set_header X-Real-IP $remote_addr;')).toEqual([])
  const outer = 'proxy_set_header X-Forwarded-For $http_x_forwarded_for;'
  expect(silent('proxy_set_header Host $host;', outer)).toEqual([])
})
