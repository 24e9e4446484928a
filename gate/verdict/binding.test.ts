/** When a claim can block: from its first day on, and if no recent run shows that it holds. */
import { describe, expect, it } from 'vitest'
import type { RunRecord, StaleClaim } from './record.ts'
import { beside, checkOf, claim, run, waiver } from './testing/outcomes.ts'
import { goodRun } from './testing/sample-run.ts'
import { judge } from './verdict.ts'

const failing = claim({ effectiveOn: '2027-01-01', checks: [checkOf.fail] })

function verdictAt(at: string, strict = false): string {
  return judge(run([failing, beside], { options: { ...goodRun.options, at, strict } })).verdict
}

describe('a claim with a first day', () => {
  it.each([
    ['2026-12-31', 'GO'],
    ['2027-01-01', 'NO-GO'],
    ['2028-01-01', 'NO-GO'],
  ])('judged at %s: %s', (at, verdict) => {
    expect(verdictAt(at)).toBe(verdict)
  })

  it('only warns before it, with --strict too', () => {
    expect([verdictAt('2026-12-31', true), verdictAt('2027-01-01', true)]).toEqual(['GO', 'NO-GO'])
  })
})

describe('claims that --fresh found stale', () => {
  const verdictWith = (stale: StaleClaim[], change: Partial<RunRecord> = {}) =>
    judge(run([beside], { freshness: { maxAgeDays: 7, stale }, ...change })).verdict

  it('keep a run from GO if they bind', () => {
    expect(verdictWith([])).toBe('GO')
    expect(verdictWith([{ claim: 'pool.bounded', level: 'must' }])).toBe('INCONCLUSIVE')
    expect(verdictWith([{ claim: 'pool.bounded', level: 'should' }])).toBe('GO')
    const options = { ...goodRun.options, strict: true }
    expect(verdictWith([{ claim: 'pool.bounded', level: 'should' }], { options })).toBe(
      'INCONCLUSIVE',
    )
  })

  it('are lifted by a waiver', () => {
    const stale: StaleClaim[] = [{ claim: 'pool.bounded', level: 'must' }]
    const lifted = { waivers: [waiver] }
    expect(verdictWith(stale, lifted)).toBe('GO')
    expect(verdictWith([{ claim: 'pool.timeout', level: 'must' }], lifted)).toBe('INCONCLUSIVE')
  })

  it('do not hide a failure', () => {
    const freshness = { maxAgeDays: 7, stale: [{ claim: 'pool.fair', level: 'must' as const }] }
    expect(judge(run([claim({ checks: [checkOf.fail] })], { freshness })).verdict).toBe('NO-GO')
  })
})
