/** Goal: a host is told by its name, with or without the port on which the client asked. */
import { expect, test } from 'vitest'
import { hostOf } from './received-host.ts'

test.each([
  [[['Host', 'api.example.com']], 'api.example.com'],
  [[['Host', 'api.example.com:16543']], 'api.example.com'],
  [[['Host', 'api.example.com:8000']], 'api.example.com:8000'],
  [
    [
      ['Host', 'backend:8000'],
      ['X-Forwarded-Host', 'api.example.com:16543'],
    ],
    'api.example.com',
  ],
  [[], undefined],
] as const)('%j', (headers, host) => {
  expect(hostOf({ rawHeaders: headers.flat() }, 16_543)).toBe(host)
})
