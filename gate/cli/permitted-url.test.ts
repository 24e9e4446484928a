/**
 * Goal: no load ever leaves this machine, whatever a URL or a name server says, unless the config
 * names the host.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLoopback } from '#gate/host/loopback.ts'
import { permittedUrl } from './permitted-url.ts'

const names: Record<string, readonly string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'app.test': ['127.0.0.9'],
  'six.test': ['::1'],
  'both.test': ['127.0.0.1', '192.0.2.7'],
  'none.test': [],
  'far.test': ['198.51.100.3'],
}
const resolve = async (host: string) => {
  const known = names[host]
  if (known) return known
  throw new Error(`getaddrinfo ENOTFOUND ${host}`)
}
const allowed = [
  { host: 'staging.test', confirmed: true },
  { host: '192.0.2.44:81', confirmed: true },
] as const
const check = (text: string) => permittedUrl('--url', text, allowed, resolve)

test.for([
  ['http://127.0.0.1:8080', { url: 'http://127.0.0.1:8080' }],
  ['http://127.9.8.7/base/', { url: 'http://127.9.8.7/base' }],
  ['http://[::1]:99/', { url: 'http://[::1]:99' }],
  ['http://2130706433:80', { url: 'http://127.0.0.1' }],
  ['http://localhost:8080', { url: 'http://127.0.0.1:8080' }],
  ['https://localhost:8443', { url: 'https://localhost:8443' }],
  ['http://app.test:81', { url: 'http://127.0.0.9:81', host: 'app.test:81' }],
  ['http://six.test', { url: 'http://[::1]', host: 'six.test' }],
] as const)('%s is this machine', async ([text, expected]) => {
  expect(await check(text)).toEqual(expected)
})

test.for([
  ['http://192.0.2.1', /192\.0\.2\.1 is not a loopback/],
  ['http://10.0.0.1', /is not a loopback/],
  ['http://0.0.0.0:80', /0\.0\.0\.0 is not a loopback/],
  ['http://[::]:80', /is not a loopback/],
  ['http://[::ffff:10.0.0.1]', /is not a loopback/],
  ['http://3232235521', /192\.168\.0\.1 is not a loopback/],
  ['http://far.test', /far\.test resolves to 198\.51\.100\.3/],
  ['http://both.test', /both\.test resolves to 192\.0\.2\.7/],
  ['http://none.test', /no address/],
  ['http://unknown.test', /ENOTFOUND/],
  ['https://app.test', /with https/],
  ['ftp://127.0.0.1', /not an http URL/],
  ['127.0.0.1:8080', /not an http URL/],
  ['', /not an http URL/],
  ['http://127.0.0.1/?x=1', /only host, port and path are allowed/],
] as const)('%s is refused', async ([text, message]) => {
  await expect(check(text)).rejects.toMatchObject({
    code: 'PREFLIGHT_E_USAGE',
    exitCode: 3,
    message: expect.stringMatching(message),
  })
})

test.for([
  ['https://staging.test/app/', 'https://staging.test/app'],
  ['http://STAGING.test:8080', 'http://staging.test:8080'],
  ['http://192.0.2.44:81', 'http://192.0.2.44:81'],
] as const)('%s is allowed by the config', async ([text, url]) => {
  expect(await check(text)).toEqual({ url })
})

test.for(['http://192.0.2.44:82', 'http://other.staging.test', 'http://staging.test.far.test'])(
  '%s is not what the config allows',
  async (text) => {
    await expect(check(text)).rejects.toMatchObject({ exitCode: 3 })
  },
)

test('a password in the URL is not printed', async () => {
  const refusal = check('http://me:hunter22@127.0.0.1/')
  await expect(refusal).rejects.toMatchObject({ message: expect.not.stringContaining('hunter22') })
})

describe('addresses', () => {
  test('all of 127.0.0.0/8, mapped as well', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const own = address.startsWith('127.')
        expect(isLoopback(address)).toBe(own)
        expect(isLoopback(`::ffff:${address}`)).toBe(own)
      }),
    )
  })
  test('of IPv6 the one', () => {
    expect(isLoopback('::1')).toBe(true)
    expect(isLoopback('0:0:0:0:0:0:0:1')).toBe(true)
    for (const other of ['::', '::2', 'fe80::1', '2001:db8::1', '::127.0.0.1']) {
      expect(isLoopback(other), other).toBe(false)
    }
    expect(isLoopback('localhost')).toBe(false)
  })
})
