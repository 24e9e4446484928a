/** Goal: a finding has the hints of the reason that it tells, and no others. */
import { expect, it } from 'vitest'
import type { CheckRecord } from '#gate/verdict/record.ts'
import { claim, failure, lacking, passing, run } from '#gate/verdict/testing/outcomes.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { findingsOf } from './finding.ts'

const hint = 'add it'

function findingOf(change: Partial<CheckRecord>) {
  const record = run([claim({ checks: [{ ...passing, ...change }] })])
  const [finding] = findingsOf(record, judge(record))
  return finding
}

it('an unverified claim has the hint of what it lacks', () => {
  expect(findingOf({ troubles: [{ ...lacking, hint }] })).toMatchObject({
    reason: lacking.message,
    hints: [hint],
  })
})

it('a claim that failed has none of what it lacked besides', () => {
  const finding = findingOf({ failures: [failure], troubles: [{ ...lacking, hint }] })
  expect(finding).toMatchObject({ failures: [failure], reason: undefined, hints: [] })
})
