/** Goal: what a list of hosts holds is told apart in every form that frameworks have. */
import { describe, expect, test } from 'vitest'
import { listedHosts, readHosts, unlistedHosts } from './hosts.ts'

describe('each name is asked for as clients do', () => {
  test.each<[string[], string[]]>([
    [['api.example.com'], ['api.example.com', 'api.example.com:443']],
    [['API.Example.com'], ['api.example.com', 'api.example.com:443']],
    [['api.example.com:8000'], ['api.example.com:8000']],
    [['.example.com'], ['preflight.example.com', 'preflight.example.com:443']],
    [['*.example.com'], ['preflight.example.com', 'preflight.example.com:443']],
    [['127.0.0.1'], ['127.0.0.1', '127.0.0.1:443']],
    [['[::1]'], ['[::1]', '[::1]:443']],
    [['::1'], ['[::1]', '[::1]:443']],
    [['my_app'], ['my_app', 'my_app:443']],
  ])('%j', (entries, hosts) => expect(listedHosts(readHosts(entries))).toEqual(hosts))
})

test.each([
  '*',
  '^(.+\\.)?example\\.com$',
  '/.*\\.example\\.com/',
  'api-*.example.com',
  'example.*',
  '10.0.0.0/8',
  'https://example.com',
])('nobody asks for %s', (entry) => {
  expect(readHosts([entry])).toEqual({ hosts: [], domains: [], patterns: [entry.toLowerCase()] })
})

describe('look-alikes are not listed', () => {
  const others = ['attacker.example', '203.0.113.7']
  test.each<[string[], string[]]>([
    [
      ['example.com'],
      [
        'notexample.com',
        'example.com.attacker.example',
        'example.com-attacker.example',
        'attacker.example.com',
      ],
    ],
    // A subdomain of a listed domain is.
    [
      ['.example.com', 'example.com:8000'],
      ['notexample.com', 'example.com.attacker.example', 'example.com-attacker.example'],
    ],
    [
      ['example.com', 'attacker.example.com'],
      [
        'notexample.com',
        'example.com.attacker.example',
        'example.com-attacker.example',
        'notattacker.example.com',
        'attacker.example.com.attacker.example',
        'attacker.example.com-attacker.example',
        'attacker.attacker.example.com',
      ],
    ],
    [['127.0.0.1', '[::1]'], []],
    [['example.com', '^.*\\.example\\.com$'], []],
  ])('of %j', (entries, hosts) => {
    expect(unlistedHosts(readHosts(entries))).toEqual([...others, ...hosts])
  })
})
