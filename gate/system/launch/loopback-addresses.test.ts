/** What a container with its own network is given in place of this machine's loopback. */
import { expect, test } from 'vitest'
import { image, type TargetConfig } from '#gate/contract/contract.ts'
import { loopbackPorts, withHost } from './loopback-addresses.ts'

const config: TargetConfig = {
  name: 'sample',
  launch: image('sample', { port: 8000 }),
  backing: { postgres: { host: 'PGHOST', port: 'PGPORT' }, redis: 'REDIS_URL' },
  settings: { smtpHost: 'SMTP_HOST', smtpPort: 'SMTP_PORT' },
}

test('addresses in URLs and in parts are found and replaced, others stay', () => {
  const environment = {
    PGHOST: '127.0.0.1',
    PGPORT: '15432',
    REDIS_URL: 'redis://:p@127.0.0.1:16379/3',
    ISSUER: 'http://localhost:9000/a?b=http://localhost:9000/',
    OTHER: 'http://notlocalhost:99 127.0.0.10:98 localhost',
    LIMIT: '5000',
  }
  expect([...loopbackPorts(config, environment)]).toEqual([16379, 9000, 15432])
  expect(withHost(environment, '172.20.0.1')).toEqual({
    ...environment,
    PGHOST: '172.20.0.1',
    REDIS_URL: 'redis://:p@172.20.0.1:16379/3',
    ISSUER: 'http://172.20.0.1:9000/a?b=http://172.20.0.1:9000/',
  })
})

test('a port apart from its host counts only beside a host', () => {
  expect(loopbackPorts(config, { PGHOST: 'db', PGPORT: '15432' })).toEqual(new Set())
})
