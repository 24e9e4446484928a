/** Goal: the page says from which day on a claim binds, wherever it says the claim's level. */
import { expect, test } from 'vitest'
import type { RunRecord } from '#gate/verdict/record.ts'
import { goodRun, sampleRun } from '#gate/verdict/testing/sample-run.ts'
import { judge } from '#gate/verdict/verdict.ts'
import { renderHtml } from '../html.ts'

const failing = 'configuration.secret-key-default-refused'
const unmeasured = 'container.graceful-stop'

/** A run as of 2026-11-22 with three claims that bind from a day on, one of them waived. */
function runFrom(effectiveOn: string): RunRecord {
  const chosen = sampleRun.claims.filter(({ id }) => id === failing || id === unmeasured)
  const waiver = { claim: failing, reason: 'r', owner: 'ada', expires: '2099-12-31' }
  const dated = [...goodRun.claims, ...chosen].map((claim) => ({ ...claim, effectiveOn }))
  return { ...goodRun, claims: dated, waivers: [waiver] }
}

/** The page without markup. */
const pageOf = (run: RunRecord) =>
  renderHtml(run, judge(run), { runSha256: '' })
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

test('a day to come is said in findings, tables and waivers', () => {
  const page = pageOf(runFrom('2027-01-01'))
  expect(page).toContain('waived configuration.secret-key-default-refused must from 2027-01-01')
  expect(page).toContain('Binds from 2027-01-01')
  expect(page).toContain('by ada: r. The claim is must from 2027-01-01.')
  expect(page).toMatch(/generated-key-accepted must from 2027-01-01 21\.7 s/)
  expect(page).toContain('container.graceful-stop must from 2027-01-01 A backend')
})

test('a day that has come is said once, and the level is as of any other claim', () => {
  const page = pageOf(runFrom('2026-11-22'))
  expect(page).toContain('Binds since 2026-11-22')
  expect(page).not.toContain('must from')
})
