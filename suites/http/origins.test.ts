/** Goal: what is no origin is none, and no origin is blamed that a pattern may mean. */
import { describe, expect, test } from 'vitest'
import { foreignOrigins, readOrigins } from './origins.ts'

describe('an entry is an origin, a pattern, or neither', () => {
  test.for<[entry: string, kind: 'origins' | 'patterns' | 'others', value?: string]>([
    ['https://example.com', 'origins'],
    ['https://Example.com/', 'origins', 'https://example.com'],
    ['http://localhost:3000', 'origins'],
    ['https://example.com:443', 'origins', 'https://example.com'],
    ['http://[::1]:8080', 'origins'],
    ['*', 'patterns'],
    ['https://*.example.com', 'patterns'],
    ['/\\.example\\.com$/', 'patterns'],
    ['^https://.+\\.example\\.com$', 'patterns'],
    ['https://.*', 'patterns'],
    ['true', 'others'],
    ['false', 'others'],
    ['null', 'others'],
    ['example.com', 'others'],
    ['localhost:3000', 'others'],
    ['https:example.com', 'others'],
    ['https://', 'others'],
    ['https://example.com/app', 'others'],
    ['ftp://files.example.com', 'others'],
    ['https://user@example.com', 'others'],
  ])('%s is among the %s', ([entry, kind, value = entry]) => {
    const none = { origins: [], patterns: [], others: [] }
    expect(readOrigins([entry])).toEqual({ ...none, [kind]: [value] })
  })
})

describe('foreign origins', () => {
  test('look-alikes of the listed ones, and strangers', () => {
    const foreign = foreignOrigins(readOrigins(['https://a.example', 'http://a.example']))
    expect(foreign).toContain('https://nota.example')
    expect(foreign).toContain('https://attacker.example.a.example')
    expect(foreign).toContain('https://a.example:8443')
    expect(foreign).toContain('null')
    expect(foreign).not.toContain('http://a.example')
  })

  test('a host with any of its dots replaced, and the servers of developers', () => {
    const foreign = foreignOrigins(readOrigins(['https://app.a.example', 'http://localhost:5173']))
    expect(foreign).toContain('https://appxa.example')
    expect(foreign).toContain('https://app.axexample')
    expect(foreign).toContain('http://localhost:3000')
    expect(foreign).not.toContain('http://localhost:5173')
  })

  test.for(['https://*.a.example', '/^https:\\/\\/(.+\\.)?a\\.example$/'])(
    'what %s may mean is not foreign',
    (pattern) => {
      const foreign = foreignOrigins(readOrigins([pattern]))
      expect(foreign).toContain('https://nota.example')
      expect(foreign).toContain('https://a.example.attacker.example')
      expect(foreign).not.toContain('https://attacker.example.a.example')
      expect(foreign).not.toContain('http://a.example')
    },
  )

  test('of no origin at all: strangers', () => {
    expect(foreignOrigins(readOrigins(['true']))).toContain('https://attacker.example')
  })
})

test('what an app lists as its own is not foreign, and "null" is', () => {
  const foreign = foreignOrigins(readOrigins(['https://a.example', 'file://', 'null']))
  expect(foreign).not.toContain('file://')
  expect(foreign).toContain('null')
})
