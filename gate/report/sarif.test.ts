/** Goal: SARIF says what is new since the last comparable run, and what is gone. */
import type { Log, Result, Run } from 'sarif'
import { expect, test } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { beside, claim, claimOf, run } from '#gate/verdict/testing/outcomes.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { renderSarif, renderSarifUpload } from './sarif.ts'

const before = run([
  claimOf.fail,
  { ...claimOf.pass, id: 'pool.timeout' },
  { ...claimOf.fail, id: 'pool.recycle' },
  { ...claimOf.inconclusive, id: 'pool.recovers' },
  { ...claimOf.fail, id: 'pool.was-renamed' },
  { ...claimOf.pass, id: 'pool.was-removed' },
])
const now = run(
  [
    claimOf.fail,
    { ...claimOf.fail, id: 'pool.timeout' },
    { ...claimOf.pass, id: 'pool.recycle' },
    { ...claimOf.inconclusive, id: 'pool.recovers' },
    beside,
  ],
  { id: 'later' },
)

const runOf = (render: typeof renderSarif, of: RunRecord, earlier?: RunRecord): Run => {
  const past = earlier && { run: earlier, judgement: judge(earlier) }
  const text = render(of, judge(of), { runSha256: '', earlier: () => past })
  const log: Log = JSON.parse(text)
  return log.runs[0] as Run
}
const statesOf = ({ results = [] }: Run) =>
  results.map(({ baselineState, kind, ruleId }: Result) => [ruleId, kind, baselineState])

test('every claim says whether the last run said the same, and what is gone is there', () => {
  const sarif = runOf(renderSarif, now, before)
  expect(statesOf(sarif)).toEqual([
    ['pool.bounded', 'fail', 'unchanged'],
    ['pool.timeout', 'fail', 'new'],
    ['pool.recycle', 'pass', 'new'],
    ['pool.recovers', 'open', 'unchanged'],
    ['pool.fair', 'pass', 'new'],
    ['pool.recycle', 'fail', 'absent'],
    ['pool.was-renamed', 'fail', 'absent'],
  ])
  const earlier = runOf(renderSarif, before)
  expect(sarif.baselineGuid).toBe(earlier.automationDetails?.guid)
  expect(sarif.automationDetails?.guid).not.toBe(sarif.baselineGuid)
})

test('what GitHub shows has nothing that is gone', () => {
  expect(statesOf(runOf(renderSarifUpload, now, before))).toEqual([
    ['pool.bounded', 'fail', 'unchanged'],
    ['pool.timeout', 'fail', 'new'],
  ])
})

test('without such a run nothing is said', () => {
  const sarif = runOf(renderSarif, now)
  expect(sarif).not.toHaveProperty('baselineGuid')
  expect(sarif.results?.filter((each) => 'baselineState' in each)).toEqual([])
})

test('each result names its rule by its index, also if a text is in the way of libraries', () => {
  const hostile = claim({ statement: 'SARIF_BUILDER_INVALID' })
  const { results = [], tool } = runOf(renderSarif, run([...now.claims, hostile]))
  for (const { ruleId, ruleIndex = -1 } of results) {
    expect(tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId)
  }
})
