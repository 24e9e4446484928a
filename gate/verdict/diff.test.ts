import { describe, expect, it } from 'vitest'
import { changesBetween, incomparable } from './diff.ts'
import type { ClaimRecord, RunRecord } from './record.ts'
import { checkOf, claim, claimOf, passing, run, waiver } from './testing/outcomes.ts'
import { goodRun } from './testing/sample-run.ts'
import { judge } from './verdict.ts'

const past = (record: RunRecord) => ({ run: record, judgement: judge(record) })

/** What changed, as `kind detail`. */
function changes(
  before: ClaimRecord[],
  after: ClaimRecord[],
  waivers: RunRecord['waivers'] = [],
): string[] {
  const found = changesBetween(past(run(before)), past(run(after, { waivers })))
  return found.map(({ kind, detail }) => `${kind}: ${detail}`)
}

const failing = claimOf.fail

describe('changesBetween', () => {
  it.each([
    ['a new failure', claimOf.pass, failing, ['newly-failing: pass, now fail']],
    ['the same failure', failing, failing, ['still-failing: fail']],
    ['a repair', failing, claimOf.pass, ['fixed: fail, now pass']],
    ['nothing', claimOf.pass, claimOf.pass, []],
    [
      'a failure out of sight',
      failing,
      claimOf.unverified,
      ['coverage-lost: fail, now unverified'],
    ],
    [
      'a pass out of sight',
      claimOf.pass,
      claimOf.inconclusive,
      ['coverage-lost: pass, now inconclusive'],
    ],
    [
      'a claim that no longer applies',
      claimOf.pass,
      claimOf['not-applicable'],
      ['coverage-lost: pass, now not-applicable'],
    ],
    ['sight', claimOf.unverified, claimOf.pass, ['coverage-gained: unverified, now pass']],
    ['two ways of not knowing', claimOf.unverified, claimOf.inconclusive, []],
    [
      'a lower level',
      claimOf.pass,
      claim({ level: 'should' }),
      ['level-lowered: must, now should'],
    ],
    [
      'a lower floor',
      claimOf.pass,
      claim({ checks: [{ ...passing, floors: { request: 2 } }] }),
      ['floor-lowered: request: 3, now 2'],
    ],
    [
      'no floor of a check that failed before it declared it',
      claimOf.pass,
      claim({ checks: [{ ...checkOf.fail, floors: { request: 2 } }] }),
      ['newly-failing: pass, now fail'],
    ],
    [
      'another floor',
      claimOf.pass,
      claim({ checks: [{ ...passing, observations: { login: 9 }, floors: { login: 9 } }] }),
      ['floor-lowered: request: 3, now none'],
    ],
  ])('says %s', (_, before, after, said) => {
    expect(changes([before], [after])).toEqual(said)
  })

  it('says a waiver that was not there', () => {
    expect(changes([claimOf.pass], [failing], [waiver])).toEqual([
      'newly-failing: pass, now fail',
      'newly-waived: fail',
    ])
  })

  it('says claims that only one of the runs has', () => {
    const other = claim({ id: 'pool.fair', checks: [checkOf.fail] })
    expect(changes([claimOf.pass], [other])).toEqual([
      'coverage-lost: pass, now not in the run',
      'newly-failing: not in the run, now fail',
    ])
  })
})

describe('incomparable', () => {
  const { options, preflight, target } = goodRun
  it.each<[Partial<RunRecord>, string]>([
    [{ target: { ...target, name: 'shop' } }, 'target: sample-backend and shop'],
    [{ engine: { name: 'docker', provenance: {} } }, 'engine: local and docker'],
    [{ options: { ...options, quick: false } }, 'depth: quick and thorough'],
    [{ options: { ...options, allow: ['load'] } }, 'permission to disturb: none and load'],
    [{ preflight: { ...preflight, version: '0.2.0' } }, 'version of Preflight: 0.1 and 0.2'],
    [{ state: 'interrupted' }, 'state: concluded and interrupted'],
    [
      { options: { ...options, only: [] } },
      'selection: only the earlier run has configuration, the later run covers the whole guide',
    ],
    [
      { options: { ...options, only: ['configuration', 'a', 'b', 'c', 'd'] } },
      'selection: the earlier run has no more, only the later run has a, b, c and 1 more',
    ],
  ])('refuses %j', (change, reason) => {
    expect(incomparable(goodRun, { ...goodRun, ...change })).toEqual([reason])
  })

  it('refuses two runs that did not finish', () => {
    const running: RunRecord = { ...goodRun, state: 'running' }
    expect(incomparable(running, running)).toEqual(['state: both are running'])
  })

  it('lets a patch of Preflight, another commit and other waivers pass', () => {
    const after = { ...goodRun, preflight: { version: '0.1.9', commit: 'other' } }
    expect(incomparable(goodRun, { ...after, waivers: [waiver] })).toEqual([])
  })
})
