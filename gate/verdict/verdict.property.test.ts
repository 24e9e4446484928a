/** What the judge must never say, whatever a record holds. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckRecord, ClaimRecord, RunRecord } from './record.ts'
import {
  checkOf,
  claim,
  failure,
  lacking,
  passing,
  run,
  strict,
  trouble,
  waiver,
} from './testing/outcomes.ts'
import { goodRun } from './testing/sample-run.ts'
import { judge, judgeCheck, judgeClaim } from './verdict.ts'

const kind = fc.constantFrom('request', 'refusal', 'constructor', '__proto__', 'toString')
const counts = fc.dictionary(kind, fc.nat(4), { noNullPrototype: true })
const anyCheck: fc.Arbitrary<CheckRecord> = fc.record({
  claim: fc.constant('pool.bounded'),
  file: fc.constant(passing.file),
  name: fc.constant(passing.name),
  ran: fc.boolean(),
  seconds: fc.nat(9),
  observations: counts,
  floors: counts,
  failures: fc.array(fc.constant(failure), { maxLength: 2 }),
  troubles: fc.array(fc.constantFrom(trouble, lacking), { maxLength: 2 }),
})
/** A check as sound suites leave it, so that passes and failures are not rare. */
const likelyCheck = fc.oneof(anyCheck, fc.constantFrom(...Object.values(checkOf)))
const anyClaim: fc.Arbitrary<ClaimRecord> = fc
  .record({
    level: fc.constantFrom('must' as const, 'should' as const, 'beyond' as const),
    checks: fc.array(likelyCheck, { maxLength: 3 }),
    exempt: fc.constantFrom({}, {}, {}, { notApplicable: 'no' }, { withheld: 'no' }),
  })
  .map(({ checks, exempt, level }) => claim({ level, checks, ...exempt }))
const anyRun: fc.Arbitrary<RunRecord> = fc
  .record({
    claims: fc.array(anyClaim, { maxLength: 6 }),
    isStrict: fc.boolean(),
    state: fc.constantFrom('concluded' as const, 'concluded' as const, 'interrupted' as const),
  })
  .map(({ claims, isStrict, state }) =>
    run(
      claims.map((each, index) => ({ ...each, id: `pool.${index}` })),
      { state, options: { ...goodRun.options, strict: isStrict } },
    ),
  )

const badness = { GO: 0, INCONCLUSIVE: 1, 'NO-GO': 2 }
const claimBadness = { pass: 0, 'not-applicable': 0, unverified: 1, inconclusive: 2, fail: 3 }

/** A change to the checks of one claim of a run. */
function changing(record: RunRecord, at: number, change: (claim: ClaimRecord) => ClaimRecord) {
  const index = at % Math.max(record.claims.length, 1)
  return { ...record, claims: record.claims.map((each, n) => (n === index ? change(each) : each)) }
}

describe('for any record', () => {
  it('no check passes or fails without meeting a floor of at least one', () => {
    fc.assert(
      fc.property(anyCheck, (record) => {
        const judged = judgeCheck(record).verdict
        if (judged !== 'pass' && judged !== 'fail') return
        const seen = new Map(Object.entries(record.observations))
        const floors = Object.entries(record.floors)
        expect(record.ran).toBe(true)
        expect(floors).not.toHaveLength(0)
        for (const [name, least] of floors) {
          expect(least).toBeGreaterThanOrEqual(1)
          expect(seen.get(name)).toBeGreaterThanOrEqual(least)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('a pass has neither failures nor troubles', () => {
    fc.assert(
      fc.property(likelyCheck, (record) => {
        if (judgeCheck(record).verdict !== 'pass') return
        expect([...record.failures, ...record.troubles]).toEqual([])
      }),
    )
  })

  it('one more failure or trouble never makes a check pass, nor a failure anything better', () => {
    fc.assert(
      fc.property(likelyCheck, fc.constantFrom(trouble, lacking), (record, added) => {
        const before = claimBadness[judgeCheck(record).verdict]
        const failed = judgeCheck({ ...record, failures: [...record.failures, failure] })
        const troubled = judgeCheck({ ...record, troubles: [...record.troubles, added] })
        expect(claimBadness[failed.verdict]).toBeGreaterThanOrEqual(before)
        expect([failed.verdict, troubled.verdict]).not.toContain('pass')
      }),
    )
  })

  it('a verdict may only get worse by one more check, in whatever order they came', () => {
    fc.assert(
      fc.property(anyClaim, likelyCheck, (record, added) => {
        if (record.checks.length === 0) return
        const more = judgeClaim({ ...record, checks: [...record.checks, added] })
        const reordered = judgeClaim({ ...record, checks: [added, ...record.checks] })
        const before = claimBadness[judgeClaim(record).verdict]
        expect(claimBadness[more.verdict]).toBeGreaterThanOrEqual(before)
        expect(reordered.verdict).toBe(more.verdict)
      }),
    )
  })

  it('a failure added anywhere never improves the run', () => {
    fc.assert(
      fc.property(anyRun, fc.nat(), (record, at) => {
        const worse = changing(record, at, (each) => ({
          ...each,
          checks: each.checks.map((check) => ({
            ...check,
            failures: [...check.failures, failure],
          })),
        }))
        const [before, after] = [judge(record), judge(worse)]
        expect(badness[after.verdict]).toBeGreaterThanOrEqual(badness[before.verdict])
      }),
    )
  })

  it('a check taken away never turns a run GO', () => {
    fc.assert(
      fc.property(anyRun, fc.nat(), (record, at) => {
        const less = changing(record, at, (each) => ({ ...each, checks: [] }))
        if (judge(record).verdict === 'INCONCLUSIVE') {
          expect(judge(less).verdict).not.toBe('GO')
        }
      }),
    )
  })

  it('GO means that all binding claims passed or do not apply, and something was measured', () => {
    fc.assert(
      fc.property(anyRun, (record) => {
        const { claims, counts, verdict } = judge(record)
        if (verdict !== 'GO') return
        expect(record.state).toBe('concluded')
        expect(counts.measured).toBeGreaterThan(0)
        const binding = claims.filter(
          ({ record: { level } }) => level === 'must' || record.options.strict,
        )
        for (const { outcome } of binding) {
          expect(['pass', 'not-applicable']).toContain(outcome.verdict)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('the counts add up and shrink from step to step', () => {
    fc.assert(
      fc.property(anyRun, (record) => {
        const { counts } = judge(record)
        const { fail, inconclusive, notApplicable, pass, unverified } = counts
        expect(pass + fail + inconclusive + unverified + notApplicable).toBe(counts.declared)
        expect(counts.measured).toBe(pass + fail)
        expect(counts.declared).toBeGreaterThanOrEqual(counts.collected)
        expect(counts.collected).toBeGreaterThanOrEqual(counts.run)
        expect(counts.run).toBeGreaterThanOrEqual(counts.measured)
      }),
    )
  })

  it('--strict never improves, and a waiver never worsens', () => {
    fc.assert(
      fc.property(anyRun, (record) => {
        const lax = judge({ ...record, options: { ...record.options, strict: false } })
        const hard = judge({ ...record, options: strict })
        expect(badness[hard.verdict]).toBeGreaterThanOrEqual(badness[lax.verdict])
        const waivers = record.claims.map(({ id }) => ({ ...waiver, claim: id }))
        const waived = judge({ ...record, waivers })
        expect(badness[waived.verdict]).toBeLessThanOrEqual(badness[judge(record).verdict])
      }),
    )
  })
})
