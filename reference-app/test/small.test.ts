import { describe, expect, it } from 'vitest'
import { RespawnPolicy } from '../src/cluster/respawn.ts'
import { isUnavailable } from '../src/database/errors.ts'
import { knownMigrations, pendingMigrations } from '../src/database/migrations.ts'
import { describeDatabase } from '../src/database/redact.ts'
import { LocalCounts } from '../src/lib/limit-store.ts'
import { hashPassword, verifyNobody, verifyPassword } from '../src/lib/password.ts'
import { TokenSigner } from '../src/lib/signed-token.ts'
import { formatException } from '../src/logging/line.ts'
import { hostMatcher } from '../src/plugins/app/trusted-host.ts'

describe('trusted hosts', () => {
  const trusts = hostMatcher(['api.example.org', '*.apps.example.org', '::1'])
  it.each(['api.example.org', 'a.apps.example.org', 'a.b.apps.example.org', '[::1]'])(
    'include %s',
    (host) => expect(trusts(host)).toBe(true),
  )
  it.each(['example.org', 'apps.example.org', 'xapps.example.org', 'api.example.org.evil.net', ''])(
    'do not include %s',
    (host) => expect(trusts(host)).toBe(false),
  )
})

describe('signed tokens', () => {
  const signer = new TokenSigner('key', 'refresh')
  const token = signer.sign({ id: 7 }, 'context')

  it('come back as they were signed', () => {
    expect(signer.verify(token, 'context')).toEqual({ id: 7 })
  })
  it('are refused by another key, for another purpose or context, changed or cut', () => {
    const [body = '', signature = ''] = token.split('.')
    const forged = `${Buffer.from('{"id":8}').toString('base64url')}.${signature}`
    expect(new TokenSigner('other', 'refresh').verify(token, 'context')).toBeUndefined()
    expect(new TokenSigner('key', 'reset').verify(token, 'context')).toBeUndefined()
    for (const bad of [forged, body, `${token}.x`, token.slice(0, -1), '', '.']) {
      expect(signer.verify(bad, 'context')).toBeUndefined()
    }
    expect(signer.verify(token)).toBeUndefined()
  })
})

describe('passwords', () => {
  it('match their own hash and no other', async () => {
    const stored = await hashPassword('correct horse')
    expect(await verifyPassword('correct horse', stored)).toBe(true)
    expect(await verifyPassword('correct horsf', stored)).toBe(false)
    expect(await verifyPassword('correct horse', 'plain')).toBe(false)
    expect(await verifyNobody('anything')).toBe(false)
  })
})

describe('respawn', () => {
  it('replaces at once a worker that served for long', () => {
    expect(new RespawnPolicy(4).onDeath(60_000, true)).toEqual({ respawn: true, delayMs: 0 })
  })
  it('gives up when workers never listen, after growing pauses', () => {
    const policy = new RespawnPolicy(2)
    const decisions = Array.from({ length: 6 }, () => policy.onDeath(50, false))
    expect(decisions.at(-1)).toEqual({ respawn: false })
    const pauses = decisions.flatMap((decision) => (decision.respawn ? [decision.delayMs] : []))
    expect(pauses).toEqual([100, 200, 400, 800, 1600])
  })
})

describe('local counts', () => {
  it('count each client apart and start anew when the window ends', () => {
    const counts = new LocalCounts()
    expect([counts.add('a', 1000, 0).current, counts.add('a', 1000, 10).current]).toEqual([1, 2])
    expect(counts.add('b', 1000, 10)).toEqual({ current: 1, ttl: 1000 })
    expect(counts.add('a', 1000, 1000).current).toBe(1)
  })
})

it('says where a database is without saying how to log in', () => {
  expect(describeDatabase('postgresql://app:hidden@db:5433/main')).toBe('db:5433/main')
  expect(describeDatabase('not a url')).toBe('an unreadable URL')
})

it('tells an unavailable database from a statement at fault', () => {
  const error = (code: string) => Object.assign(new Error('x'), { code })
  expect(['ECONNREFUSED', '57P01', '53300'].map((code) => isUnavailable(error(code)))).toEqual([
    true,
    true,
    true,
  ])
  expect(['23505', '42P01', '57014'].map((code) => isUnavailable(error(code)))).toEqual([
    false,
    false,
    false,
  ])
})

it('finds pending migrations, and does not mind newer ones', () => {
  expect(pendingMigrations([])).toEqual(knownMigrations)
  expect(pendingMigrations([...knownMigrations, '999_later'])).toEqual([])
  expect(knownMigrations.length).toBeGreaterThanOrEqual(3)
})

it('keeps an exception short enough for one write, with its causes', () => {
  const error = new Error('outer', { cause: new Error('inner') })
  expect(formatException(error)).toMatch(/outer[\s\S]*caused by: Error: inner/)
  expect(formatException(new Error('x'.repeat(10_000))).length).toBeLessThan(2_500)
})
