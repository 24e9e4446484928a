/** Truth tables of the judge: what it must say. Beside it, in properties: what it may never say. */
import { describe, expect, it } from 'vitest'
import type { ClaimRecord, ClaimVerdictName } from './record.ts'
import {
  beside,
  checkOf,
  claim,
  claimOf,
  failure,
  lacking,
  passing,
  run,
  strict,
  trouble,
  waiver,
} from './testing/outcomes.ts'
import { exitCodes, judge, judgeCheck, judgeClaim, measure } from './verdict.ts'

describe('measure', () => {
  it.each([
    ['no floor', {}, { request: 9 }, 'the check declared no floor'],
    ['too few', { request: 3 }, { request: 2 }, 'request: 2 of 3'],
    ['none of a kind', { request: 3 }, { answer: 9 }, 'request: 0 of 3'],
    ['one kind of two', { request: 3, refusal: 1 }, { request: 3 }, 'refusal: 0 of 1'],
    ['a floor of nothing', { request: 0 }, { request: 9 }, 'request: 9 of 0'],
    ['a kind that every object has', { constructor: 1 }, {}, 'constructor: 0 of 1'],
    ['the parent of all', JSON.parse('{"__proto__":1}'), {}, '__proto__: 0 of 1'],
  ])('finds %s short', (_, floors, observations, missing) => {
    expect(measure({ floors, observations })).toEqual({ missing: expect.stringContaining(missing) })
  })

  it('is content with exactly the floor', () => {
    expect(measure(passing)).toMatchObject({ floors: { request: 3 } })
  })
})

describe('what the target lacks by its own config', () => {
  const lacks = { feature: 'pool timeout', instead: 'requests wait for ever' }
  const unverified = claim({ lacks, checks: [checkOf.unverified] })

  it('fails where no check could look', () => {
    const observed = lacks.instead
    const failures = [
      { message: expect.stringContaining('lacks'), expected: lacks.feature, observed },
    ]
    expect(judgeClaim(unverified)).toEqual({ verdict: 'fail', declared: true, failures })
    expect(judgeClaim(claim({ lacks, checks: [] })).verdict).toBe('fail')
    const { verdict, counts } = judge(run([unverified, beside]))
    expect([verdict, counts.fail, counts.measured]).toEqual(['NO-GO', 1, 1])
  })

  it('is judged by behaviour where that was measured', () => {
    for (const [verdict, record] of Object.entries(checkOf)) {
      if (verdict === 'unverified') continue
      expect(judgeClaim(claim({ lacks, checks: [record] })).verdict).toBe(verdict)
    }
  })

  it('gives way to a reason why the claim does not apply', () => {
    const exempt = claim({ lacks, checks: [], notApplicable: 'it has no pool' })
    expect(judgeClaim(exempt).verdict).toBe('not-applicable')
  })
})

describe('judgeCheck', () => {
  it.each(Object.entries(checkOf))('%s', (verdict, record) => {
    expect(judgeCheck(record).verdict).toBe(verdict)
  })

  const short = { observations: { request: 1 } }
  it.each([
    ['did not run', { ran: false }, 'inconclusive'],
    ['did not run, though it counted', { ran: false, failures: [failure] }, 'inconclusive'],
    ['passed on too little', short, 'inconclusive'],
    ['failed on too little', { ...short, failures: [failure] }, 'inconclusive'],
    ['failed, and met trouble later', { failures: [failure], troubles: [trouble] }, 'fail'],
    ['did not run for want of a contract', { ran: false, troubles: [lacking] }, 'unverified'],
    ['lacks a contract and saw little', { ...short, troubles: [lacking] }, 'unverified'],
  ])('one that %s is judged right', (_, change, verdict) => {
    expect(judgeCheck({ ...passing, ...change }).verdict).toBe(verdict)
  })

  it('tells the trouble and the shortfall in one reason', () => {
    const verdict = judgeCheck({ ...passing, ...short, troubles: [trouble] })
    expect(verdict).toMatchObject({
      reason: 'the network went away; too few observations (request: 1 of 3)',
    })
  })
})

describe('judgeClaim', () => {
  const order = ['pass', 'unverified', 'inconclusive', 'fail'] as const
  const pairs = order.flatMap((one, rank) =>
    order.map((other, otherRank) => [one, other, order[Math.max(rank, otherRank)]] as const),
  )
  it.each(pairs)('%s and %s make %s', (one, other, expected) => {
    expect(judgeClaim(claim({ checks: [checkOf[one], checkOf[other]] })).verdict).toBe(expected)
  })

  it('is unverified without a check, and where checks were withheld', () => {
    expect(judgeClaim(claim({ checks: [] }))).toMatchObject({ verdict: 'unverified' })
    const withheld = claim({ withheld: 'the target is attached' })
    const reason = 'the target is attached'
    expect(judgeClaim(withheld)).toEqual({ verdict: 'unverified', reason })
  })

  it('does not apply where the target says why', () => {
    const exempt = { verdict: 'not-applicable', reason: 'it has no pool' }
    expect(judgeClaim(claimOf['not-applicable'])).toEqual(exempt)
  })
})

describe('judge', () => {
  const table: [ClaimVerdictName, string, string, string, string][] = [
    // verdict of one claim, as must, as should, as should under --strict, as waived must
    ['pass', 'GO', 'GO', 'GO', 'GO'],
    ['not-applicable', 'GO', 'GO', 'GO', 'GO'],
    ['unverified', 'INCONCLUSIVE', 'GO', 'INCONCLUSIVE', 'GO'],
    ['inconclusive', 'INCONCLUSIVE', 'GO', 'INCONCLUSIVE', 'GO'],
    ['fail', 'NO-GO', 'GO', 'NO-GO', 'GO'],
  ]
  it.each(table)('%s beside a pass: must %s, should %s, strict %s, waived %s', (name, ...told) => {
    const must = claimOf[name]
    const should: ClaimRecord = { ...must, level: 'should' }
    const verdicts = [
      run([beside, must]),
      run([beside, should]),
      run([beside, should], { options: strict }),
      run([beside, must], { waivers: [waiver] }),
    ].map((each) => judge(each).verdict)
    expect(verdicts).toEqual(told)
  })

  it('lets NO-GO win over INCONCLUSIVE', () => {
    const doubtful = { ...claimOf.inconclusive, id: 'pool.fair' }
    expect(judge(run([doubtful, claimOf.fail])).verdict).toBe('NO-GO')
    expect(judge(run([claimOf.fail], { state: 'interrupted' })).verdict).toBe('NO-GO')
  })

  it.each([
    ['has no claims', run([])],
    ['measured nothing', run([claimOf['not-applicable']])],
    ['has all of it waived', run([claimOf.inconclusive], { waivers: [waiver] })],
    ['still runs', run([claimOf.pass], { state: 'running' })],
    ['was interrupted', run([claimOf.pass], { state: 'interrupted' })],
    ['met trouble of its own', run([claimOf.pass], { troubles: [trouble] })],
  ])('is INCONCLUSIVE for a run that %s', (_, record) => {
    expect(judge(record).verdict).toBe('INCONCLUSIVE')
  })

  it('counts what was declared, collected, run and measured', () => {
    const notRun = claim({ id: 'pool.timeout', checks: [{ ...passing, ran: false }] })
    const claims = [...Object.values(claimOf), notRun].map((each, n) => ({ ...each, id: `p.${n}` }))
    expect(judge(run(claims)).counts).toEqual({
      declared: 6,
      collected: 4,
      run: 3,
      measured: 2,
      pass: 1,
      fail: 1,
      inconclusive: 2,
      unverified: 1,
      notApplicable: 1,
      waived: 0,
    })
  })

  it('has an exit code of its own for each verdict', () => {
    expect(exitCodes).toEqual({ GO: 0, 'NO-GO': 1, INCONCLUSIVE: 2 })
  })
})
