/** Goal: a deployment that trusts everybody is tried as it is; others trust the trial's edge. */
import { expect, test } from 'vitest'
import { command } from '#gate/contract/contract.ts'
import { limitedBehindEdge } from './login-attempts.ts'

const behind = (value: string | undefined) =>
  limitedBehindEdge({
    name: 'x',
    launch: command('node', [], { port: 'PORT' }),
    settings: { trustedProxies: 'TRUSTED' },
    environment: { production: value === undefined ? {} : { TRUSTED: value } },
  }).trustedProxies

test.each(['*', 'true', '["*"]', '10.0.0.1, 0.0.0.0/0', '::/0'])('%s is everybody', (value) => {
  expect(behind(value)).toBeUndefined()
})

test.each([undefined, '10.0.0.0/8', 'loopback,uniquelocal', '172.16.0.1', 'false'])(
  '%s is not',
  (value) => expect(behind(value)).toBe('127.0.0.1'),
)
