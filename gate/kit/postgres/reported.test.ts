/** Goal: an address is found however a log writes it, and not if only a part of it stands. */
import { expect, test } from 'vitest'
import { namesAddress } from './reported.ts'

const address = { host: '127.0.0.1', port: 5432 }

test.each([
  ['PostgreSQL at 127.0.0.1:5432/app is not available', true],
  ['{"msg":"lost","host":"localhost","port":5432}', true],
  ["  code: 'ECONNREFUSED',\n  address: '127.0.0.1',\n  port: 5432\n}", true],
  ['{"msg":"GET /ready 503","client":"127.0.0.1"}', false],
  ['{"msg":"cannot connect","port":54321,"client":"127.0.0.1"}', false],
  ['the database on port 5432 is away', false],
])('%s: %s', (log, named) => {
  expect(namesAddress(log, address)).toBe(named)
})
