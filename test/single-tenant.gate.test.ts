/**
 * Goal: a backend with a single tenant has its endpoints and its cache of permissions judged; only
 * what compares tenants, or reads a company, is unverified.
 */
import { expect, test } from 'vitest'
import { runGate } from './support/gate.ts'

const expected = {
  'cache.permission-key': 'pass',
  'cache.default-ttl': 'unverified',
  'cache.role-change-visible': 'pass',
  'cache.tenant-isolation': 'unverified',
  'http.critical-endpoints': 'pass',
}

test('what needs no companies is measured', { timeout: 120_000 }, async () => {
  const target = ['--target', 'test/fixtures/single-tenant.config.ts', '--engine', 'local']
  const args = [...target, '--quick', '--json', '--only', ...Object.keys(expected)]
  const { stdout, stderr } = await runGate(args)
  const { claims } = JSON.parse(stdout) as { claims: { id: string; verdict: string }[] }
  const verdicts = Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
  expect(verdicts, stderr).toEqual(expected)
})
